package desktop

import (
	"context"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
)

// Window is the window around the page, and what the page keeps in it, bound to
// the page.
type Window struct {
	door  *door
	guard *guardian
}

// MenuView is one menu of the window.
type MenuView struct {
	Label string         `json:"label"`
	Items []MenuItemView `json:"items"`
}

// MenuItemView is one line of a menu; without a label it is a rule between others.
type MenuItemView struct {
	ID    string `json:"id"` // what the page hears when it is pressed
	Label string `json:"label"`
	Keys  string `json:"keys"` // the shortcut, as the page writes it: "Ctrl+K"; the page hears it itself
	Off   bool   `json:"off"`
}

// ShowMenu shows the menus of the window: the page knows what there is, which keys
// it has and what is of use now.
func (w *Window) ShowMenu(menus []MenuView) (bool, error) {
	return guard(w.door, "desktop.ShowMenu", func() (bool, error) {
		shell := w.door.window()
		if shell != nil {
			shell.ShowMenu(menus)
		}
		return shell != nil, nil
	})
}

// Heard says that the page knows that the window is to close, and decides.
func (w *Window) Heard() (bool, error) {
	return guard(w.door, "desktop.Heard", func() (bool, error) {
		w.guard.answered()
		return true, nil
	})
}

// Leave closes the window: nothing unsaved is in hand, or the person gives it up.
func (w *Window) Leave() (bool, error) {
	return guard(w.door, "desktop.Leave", func() (bool, error) {
		if shell := w.door.window(); shell != nil {
			w.guard.leave(shell)
		}
		return true, nil
	})
}

// Settled says that what was in hand is saved, as far as it can be.
func (w *Window) Settled() (bool, error) {
	return guard(w.door, "desktop.Settled", func() (bool, error) {
		select {
		case w.door.settled <- struct{}{}:
		default: // nobody waits
		}
		return true, nil
	})
}

// Copy puts a text on the system's clipboard.
func (w *Window) Copy(text string) (bool, error) {
	return guard(w.door, "desktop.Copy", func() (bool, error) {
		shell, err := w.shell()
		if err != nil {
			return false, err
		}
		return true, shell.Copy(text)
	})
}

// Pasted is the text on the system's clipboard.
func (w *Window) Pasted() (string, error) {
	return guard(w.door, "desktop.Pasted", func() (string, error) {
		shell, err := w.shell()
		if err != nil {
			return "", err
		}
		return shell.Pasted()
	})
}

func (w *Window) shell() (Shell, error) {
	if shell := w.door.window(); shell != nil {
		return shell, nil
	}
	return nil, fault.E("desktop.shell", fault.Unavailable, "There is no window here. Use the keys of your system instead.", nil)
}

// Keep keeps what a person has typed and not saved yet, sealed on this computer;
// "" forgets it. See node.Session.Keep for its name.
func (w *Window) Keep(name, text string) (bool, error) {
	return opening(w.door, "desktop.Keep", func(_ context.Context, desk *node.Session) (bool, error) {
		return true, desk.Keep(name, text)
	})
}

// Kept is what the person has typed under the name and not saved; "" when nothing.
func (w *Window) Kept(name string) (string, error) {
	return asking(w.door, "desktop.Kept", func(_ context.Context, desk *node.Session) (string, error) {
		return desk.Kept(name)
	})
}

// settleTime bounds how long a computer that goes to sleep is held up.
const settleTime = time.Second

// settle lets the page save what is in hand, for a moment.
func (d *door) settle() {
	shell := d.window()
	if shell == nil {
		return
	}
	select { // of an earlier time
	case <-d.settled:
	default:
	}
	shell.Settle()
	select {
	case <-d.settled:
	case <-time.After(settleTime):
	}
}
