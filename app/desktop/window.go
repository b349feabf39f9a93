//go:build desktop || dev || bindings

package desktop

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	window "github.com/wailsapp/wails/v2/pkg/runtime"
)

// Run opens the window on the pages and returns when it is closed. When the data
// folder has a window already, that one comes to the front and this program ends.
func Run(o Options, pages fs.FS) error {
	if runtime.GOOS == "linux" && os.Getenv("WEBKIT_DISABLE_DMABUF_RENDERER") == "" {
		// Some graphics drivers show a blank window otherwise.
		if err := os.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1"); err != nil {
			return err
		}
	}
	d := New(o)
	at := newStanding(o.logged)
	return wails.Run(&options.App{
		Title:            "Civic Desk",
		Width:            at.was.Width,
		Height:           at.was.Height,
		WindowStartState: at.state(),
		MinWidth:         leastWidth,
		MinHeight:        leastHeight,
		AssetServer:      &assetserver.Options{Assets: pages, Middleware: policed},
		Menu:             firstMenu(),
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId:               instance(o.Folder),
			OnSecondInstanceLaunch: func(options.SecondInstanceData) { at.front() },
		},
		OnStartup: func(ctx context.Context) {
			d.UseDialogs(dialogs{ctx})
			d.UseShell(shell{ctx})
			d.OnNews(func() { window.EventsEmit(ctx, "news") })
			d.OnEnded(func() { window.EventsEmit(ctx, "ended") })
			at.begin(ctx)
		},
		OnDomReady: func(context.Context) { at.fit() },
		OnBeforeClose: func(context.Context) bool {
			at.keep()
			return !d.MayClose()
		},
		OnShutdown: func(context.Context) {
			at.end()
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

// OpenPaths asks in the system's own window.
func (d dialogs) OpenPaths(title string) ([]string, error) {
	return window.OpenMultipleFilesDialog(d.ctx, window.OpenDialogOptions{Title: title})
}

// shell is the window as the page's guard and menus see it.
type shell struct{ ctx context.Context }

func (s shell) Ask()    { window.EventsEmit(s.ctx, "closing") }
func (s shell) Settle() { window.EventsEmit(s.ctx, "settle") }
func (s shell) Quit()   { window.Quit(s.ctx) }

func (s shell) Copy(text string) error  { return window.ClipboardSetText(s.ctx, text) }
func (s shell) Pasted() (string, error) { return window.ClipboardGetText(s.ctx) }

const closeAnyway = "Close Anyway"

// Unanswered asks in the system's own window: the page cannot.
func (s shell) Unanswered() bool {
	answer, err := window.MessageDialog(s.ctx, window.MessageDialogOptions{
		Type:  window.QuestionDialog,
		Title: "Civic Desk does not answer",
		Message: "Civic Desk is still busy and has not said whether everything is saved. " +
			"What was called saved is on this computer; what was typed in the last seconds may not be.\n\nClose it anyway?",
		Buttons:       []string{"Wait", closeAnyway},
		DefaultButton: "Wait",
		CancelButton:  "Wait",
	})
	return err == nil && (answer == closeAnyway || answer == "Yes")
}

// pressed tells the page that a line of the menu was chosen.
func (s shell) pressed(id string) { window.EventsEmit(s.ctx, "menu", id) }
