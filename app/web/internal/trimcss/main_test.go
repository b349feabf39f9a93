package main

import "testing"

func TestTrim(t *testing.T) {
	used := map[string]bool{"usa-button": true, "usa-button--big": true, "tablet:grid-col": true}
	for name, c := range map[string]struct{ css, want string }{
		"used and unused":      {`.usa-button{color:red}.usa-card{color:red}`, `.usa-button{color:red}`},
		"one of two selectors": {`.usa-button,.usa-card a{color:red}`, `.usa-button{color:red}`},
		"both classes needed":  {`.usa-card .usa-button{color:red}`, ``},
		"not() needs nothing":  {`.usa-button:not(.usa-card):hover{color:red}`, `.usa-button:not(.usa-card):hover{color:red}`},
		"comma in brackets":    {`:is(.usa-button,a),[x="a,b"]{color:red}`, `:is(.usa-button,a),[x="a,b"]{color:red}`},
		"escaped colon":        {`.tablet\:grid-col{width:50%}`, `.tablet\:grid-col{width:50%}`},
		"media":                {`@media print{.usa-card{a:b}}@media all{.usa-button{a:b}}`, `@media all{.usa-button{a:b}}`},
		"brace in a string":    {`.usa-button{content:"}"}.usa-card{a:b}`, `.usa-button{content:"}"}`},
		"comment and charset":  {`@charset "UTF-8";/*! x{} */a{b:c}`, `a{b:c}`},
		"fonts":                {`@font-face{src:url(../x-black.woff2)}@font-face{src:url(../sourcesanspro-bold-webfont.woff2)}`, `@font-face{src:url(../sourcesanspro-bold-webfont.woff2)}`},
		"keyframes":            {`@keyframes k{0%{a:b}to{a:b}}a{b:c}`, `a{b:c}`},
	} {
		if got := trim(c.css, used); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
