//go:build !desktop && !dev && !bindings && !e2e

package main

import "context"

const hasWindow = false

func openWindow(context.Context, string) int { return 1 }
