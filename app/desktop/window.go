//go:build desktop || dev || bindings

package desktop

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	window "github.com/wailsapp/wails/v2/pkg/runtime"
)

// Run opens the window on the pages and returns when it is closed.
func Run(o Options, pages fs.FS) error {
	if runtime.GOOS == "linux" && os.Getenv("WEBKIT_DISABLE_DMABUF_RENDERER") == "" {
		// Some graphics drivers show a blank window otherwise.
		if err := os.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1"); err != nil {
			return err
		}
	}
	d := New(o)
	var leaving atomic.Bool
	return wails.Run(&options.App{
		Title:       "Civic Desk",
		Width:       1280,
		Height:      800,
		MinWidth:    900,
		MinHeight:   600,
		AssetServer: &assetserver.Options{Assets: pages, Middleware: policed},
		Menu:        applicationMenu(),
		OnStartup: func(ctx context.Context) {
			d.UseDialogs(dialogs{ctx})
			restorePlace(ctx)
		},
		OnBeforeClose: func(ctx context.Context) bool {
			if leaving.Swap(true) {
				return false
			}
			// The page saves what is in hand and then closes the window; one
			// that does not answer is not waited for.
			keepPlace(ctx)
			window.EventsEmit(ctx, "closing")
			time.AfterFunc(5*time.Second, func() { window.Quit(ctx) })
			return true
		},
		OnShutdown: func(context.Context) {
			if err := d.Close(); err != nil {
				o.logged(err)
			}
		},
		Bind:               d.Bound(),
		ErrorFormatter:     FormatError,
		LogLevelProduction: logger.INFO,
		Linux:              &linux.Options{ProgramName: "civicdesk", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Mac:                &mac.Options{About: &mac.AboutInfo{Title: "Civic Desk", Message: "Hiring and inquiries for a public agency"}},
	})
}

func (o Options) logged(err error) {
	if o.Log != nil {
		o.Log(err)
	}
}

// applicationMenu is needed on macOS alone, where copying and pasting come from
// the menu.
func applicationMenu() *menu.Menu {
	if runtime.GOOS != "darwin" {
		return nil
	}
	return menu.NewMenuFromItems(menu.AppMenu(), menu.EditMenu(), menu.WindowMenu())
}

// pagePolicy lets the page load what the program carries, and nothing else.
const pagePolicy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'"

func policed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", pagePolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

type dialogs struct{ ctx context.Context }

// SavePath asks in the system's own window. Its filter holds one known ending:
// others crash it on macOS.
func (d dialogs) SavePath(suggested string) (string, error) {
	ending := filepath.Ext(suggested)
	return window.SaveFileDialog(d.ctx, window.SaveDialogOptions{
		Title:           "Export",
		DefaultFilename: suggested,
		Filters:         []window.FileFilter{{DisplayName: "*" + ending, Pattern: "*" + ending}},
	})
}

// place is where the window stood. It is kept in the person's settings and says
// nothing of anybody.
type place struct {
	X, Y, Width, Height int
	Maximised           bool
}

func placeFile() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "Civic Desk", "window.json"), err
}

func restorePlace(ctx context.Context) {
	name, err := placeFile()
	if err != nil {
		return
	}
	raw, err := os.ReadFile(name)
	var p place
	if err != nil || json.Unmarshal(raw, &p) != nil || p.Width < 900 || p.Height < 600 {
		return
	}
	window.WindowSetSize(ctx, p.Width, p.Height)
	window.WindowSetPosition(ctx, p.X, p.Y)
	if p.Maximised {
		window.WindowMaximise(ctx)
	}
}

// keepPlace keeps where the window stands. When it cannot, the window opens in
// the middle the next time, and that is all.
func keepPlace(ctx context.Context) {
	name, err := placeFile()
	if err != nil {
		return
	}
	var p place
	p.Maximised = window.WindowIsMaximised(ctx)
	p.X, p.Y = window.WindowGetPosition(ctx)
	p.Width, p.Height = window.WindowGetSize(ctx)
	raw, err := json.Marshal(p)
	if err != nil || os.MkdirAll(filepath.Dir(name), 0o700) != nil {
		return
	}
	_ = os.WriteFile(name, raw, 0o600)
}
