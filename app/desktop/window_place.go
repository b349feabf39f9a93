//go:build desktop || dev || bindings

package desktop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2/pkg/options"
	window "github.com/wailsapp/wails/v2/pkg/runtime"
)

// standing keeps where the window stands, from time to time and when it closes.
// When it cannot, the window opens where it stood before, and that is all.
type standing struct {
	file string
	log  func(error)
	was  place // when the window was opened

	mu   sync.Mutex
	ctx  context.Context
	kept place
	done chan struct{}
}

// keepEvery is how often the window's place is looked at, so that it outlasts a
// program that is killed.
const keepEvery = 5 * time.Second

// placeFile is where the window's place is kept.
func placeFile() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "Civic Desk", "window.json"), err
}

func newStanding(log func(error)) *standing {
	s := &standing{log: log, was: usualPlace, done: make(chan struct{})}
	name, err := placeFile()
	if err != nil {
		log(err)
	} else {
		s.file, s.was = name, readPlace(name)
	}
	s.kept = s.was
	return s
}

func (s *standing) state() options.WindowStartState {
	if s.was.Maximised {
		return options.Maximised
	}
	return options.Normal
}

// begin moves the window to where it stood, before it is seen.
func (s *standing) begin(ctx context.Context) {
	s.mu.Lock()
	s.ctx = ctx
	s.mu.Unlock()
	if s.was.Screens != "" {
		window.WindowSetPosition(ctx, s.was.X, s.was.Y)
	}
	go func() {
		t := time.NewTicker(keepEvery)
		defer t.Stop()
		for {
			select {
			case <-s.done:
				return
			case <-t.C:
				s.keep()
			}
		}
	}()
}

// fit brings a window that is out of sight back, once the screens are known.
func (s *standing) fit() {
	now := screensOf(s.ctx)
	if s.was.Screens == "" || s.was.Maximised || s.was.Screens == now.all {
		return
	}
	p := s.was.on(now)
	window.WindowSetSize(s.ctx, p.Width, p.Height)
	window.WindowSetPosition(s.ctx, p.X, p.Y)
}

// front shows the window to somebody who has started the program again.
func (s *standing) front() {
	window.WindowUnminimise(s.ctx)
	window.Show(s.ctx)
	window.WindowShow(s.ctx)
}

func (s *standing) keep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == "" || s.ctx == nil || window.WindowIsMinimised(s.ctx) || window.WindowIsFullscreen(s.ctx) {
		return
	}
	p := s.kept
	if p.Maximised = window.WindowIsMaximised(s.ctx); !p.Maximised {
		p.X, p.Y = window.WindowGetPosition(s.ctx)
		p.Width, p.Height = window.WindowGetSize(s.ctx)
	}
	p.Screens = screensOf(s.ctx).all
	if p == s.kept {
		return
	}
	if err := writePlace(s.file, p); err != nil {
		s.log(err)
		s.file = "" // and it is not tried again every few seconds
	}
	s.kept = p
}

func (s *standing) end() { close(s.done) }

func screensOf(ctx context.Context) (now screens) {
	all, err := window.ScreenGetAll(ctx)
	if err != nil {
		return now
	}
	var sizes []string
	for _, s := range all {
		sizes = append(sizes, fmt.Sprintf("%dx%d", s.Size.Width, s.Size.Height))
		if s.IsCurrent || now.current.width == 0 {
			now.current = area{s.Size.Width, s.Size.Height}
		}
	}
	now.all = strings.Join(sizes, " ")
	return now
}
