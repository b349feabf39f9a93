//go:build (desktop || dev || bindings) && !(linux && cgo && (desktop || dev))

package desktop

import (
	"runtime"
	"strings"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	window "github.com/wailsapp/wails/v2/pkg/runtime"
)

// firstMenu is what there is before the page has said what else.
func firstMenu() *menu.Menu {
	if runtime.GOOS == "darwin" {
		return menu.NewMenuFromItems(menu.AppMenu(), menu.EditMenu(), menu.WindowMenu())
	}
	return menu.NewMenuFromItems(menu.SubMenu("File", menu.NewMenu()))
}

// ShowMenu implements Shell.
func (s shell) ShowMenu(menus []MenuView) {
	all := menu.NewMenu()
	mac := runtime.GOOS == "darwin"
	if mac {
		all.Append(menu.AppMenu())
	}
	for _, m := range menus {
		if mac && m.Label == "Edit" { // cutting, copying and pasting are the system's own there
			all.Append(menu.EditMenu())
			continue
		}
		all.Append(menu.SubMenu(m.Label, s.items(m.Items, mac)))
	}
	if mac {
		all.Append(menu.WindowMenu())
	}
	window.MenuSetApplicationMenu(s.ctx, all)
}

func (s shell) items(views []MenuItemView, mac bool) *menu.Menu {
	sub := menu.NewMenu()
	for _, i := range views {
		if i.Label == "" {
			sub.Append(menu.Separator())
			continue
		}
		item := &menu.MenuItem{Label: i.Label, Type: menu.TextType, Disabled: i.Off, Click: func(*menu.CallbackData) { s.pressed(i.ID) }}
		switch {
		case i.Keys == "":
		case mac:
			// The page hears the keys first. A press that comes both ways is one press
			// there.
			item.Accelerator, _ = keys.Parse(strings.NewReplacer("Ctrl", "CmdOrCtrl", "Alt", "OptionOrAlt").Replace(i.Keys))
		default:
			// Shown, not bound: the page hears them itself, in their turn with the letters
			// that are typed before and after.
			item.Label += "\t" + i.Keys
		}
		sub.Append(item)
	}
	return sub
}
