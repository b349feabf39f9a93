//go:build linux && cgo && (desktop || dev)

package desktop

/*
#cgo pkg-config: gtk+-3.0
#include <gtk/gtk.h>

extern gboolean civicBuildMenu(gpointer);
extern void civicMenuPressed(GtkMenuItem *, gpointer);

static void find_bar(GtkWidget *w, gpointer found) {
	if (GTK_IS_MENU_BAR(w)) {
		*(GtkWidget **)found = w;
	} else if (*(GtkWidget **)found == NULL && GTK_IS_CONTAINER(w)) {
		gtk_container_forall(GTK_CONTAINER(w), find_bar, found);
	}
}

static GtkWidget *menu_bar(void) {
	GtkWidget *found = NULL;
	GList *all = gtk_window_list_toplevels();
	for (GList *l = all; l != NULL && found == NULL; l = l->next) find_bar(GTK_WIDGET(l->data), &found);
	g_list_free(all);
	return found;
}

static void clear_bar(GtkWidget *bar) {
	GList *all = gtk_container_get_children(GTK_CONTAINER(bar));
	for (GList *l = all; l != NULL; l = l->next) gtk_widget_destroy(GTK_WIDGET(l->data));
	g_list_free(all);
}

static GtkWidget *add_menu(GtkWidget *bar, const char *label) {
	GtkWidget *item = gtk_menu_item_new_with_label(label), *menu = gtk_menu_new();
	gtk_menu_item_set_submenu(GTK_MENU_ITEM(item), menu);
	gtk_menu_shell_append(GTK_MENU_SHELL(bar), item);
	return menu;
}

// The keys are shown and not bound: the page hears them itself, in their turn with
// the letters that are typed before and after.
static void add_item(GtkWidget *menu, const char *label, guint key, guint mods, gboolean off, gsize number) {
	GtkWidget *item = gtk_menu_item_new_with_label(label);
	GtkWidget *text = gtk_bin_get_child(GTK_BIN(item));
	if (key != 0 && GTK_IS_ACCEL_LABEL(text)) gtk_accel_label_set_accel(GTK_ACCEL_LABEL(text), key, mods);
	gtk_widget_set_sensitive(item, !off);
	g_signal_connect(item, "activate", G_CALLBACK(civicMenuPressed), (gpointer)number);
	gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
}

static void add_rule(GtkWidget *menu) {
	gtk_menu_shell_append(GTK_MENU_SHELL(menu), gtk_separator_menu_item_new());
}

static void build_soon(void) { g_idle_add(civicBuildMenu, NULL); }
*/
import "C"

import (
	"strings"
	"sync"
	"unsafe"

	"github.com/wailsapp/wails/v2/pkg/menu"
)

// The window's runtime cannot change a menu on Linux, so this does, on the menu bar
// that it made.
var linuxMenu struct {
	sync.Mutex
	shell shell
	menus []MenuView
	ids   []string // by the number that an item carries
}

// firstMenu makes the menu bar; what is in it comes from the page.
func firstMenu() *menu.Menu { return menu.NewMenuFromItems(menu.SubMenu("File", menu.NewMenu())) }

// ShowMenu implements Shell.
func (s shell) ShowMenu(menus []MenuView) {
	linuxMenu.Lock()
	defer linuxMenu.Unlock()
	linuxMenu.shell, linuxMenu.menus = s, menus
	C.build_soon()
}

//export civicBuildMenu
func civicBuildMenu(C.gpointer) C.gboolean {
	linuxMenu.Lock()
	defer linuxMenu.Unlock()
	bar := C.menu_bar()
	if bar == nil {
		return C.FALSE
	}
	C.clear_bar(bar)
	linuxMenu.ids = nil
	for _, m := range linuxMenu.menus {
		sub := withText(m.Label, func(label *C.char) *C.GtkWidget { return C.add_menu(bar, label) })
		for _, i := range m.Items {
			addItem(sub, i)
		}
	}
	C.gtk_widget_show_all(bar)
	return C.FALSE
}

func addItem(sub *C.GtkWidget, i MenuItemView) {
	if i.Label == "" {
		C.add_rule(sub)
		return
	}
	key, mods := gtkKeys(i.Keys)
	off := C.gboolean(C.FALSE)
	if i.Off {
		off = C.TRUE
	}
	withText(i.Label, func(label *C.char) *C.GtkWidget {
		C.add_item(sub, label, key, mods, off, C.gsize(len(linuxMenu.ids)))
		return nil
	})
	linuxMenu.ids = append(linuxMenu.ids, i.ID)
}

func withText(text string, do func(*C.char) *C.GtkWidget) *C.GtkWidget {
	c := C.CString(text)
	defer C.free(unsafe.Pointer(c))
	return do(c)
}

var gtkNames = map[string]string{"Enter": "Return", "Page Up": "Page_Up", "Page Down": "Page_Down", "Esc": "Escape"}

// gtkKeys reads "Ctrl+Shift+Enter"; 0 when it is no key.
func gtkKeys(keys string) (key, mods C.guint) {
	if keys == "" {
		return 0, 0
	}
	parts := strings.Split(keys, "+")
	for _, m := range parts[:len(parts)-1] {
		switch m {
		case "Ctrl":
			mods |= C.GDK_CONTROL_MASK
		case "Alt":
			mods |= C.GDK_MOD1_MASK
		case "Shift":
			mods |= C.GDK_SHIFT_MASK
		}
	}
	name := parts[len(parts)-1]
	if n, ok := gtkNames[name]; ok {
		name = n
	} else if len(name) == 1 {
		name = strings.ToLower(name)
	}
	c := C.CString(name)
	defer C.free(unsafe.Pointer(c))
	return C.gdk_keyval_from_name(c), mods
}

//export civicMenuPressed
func civicMenuPressed(_ *C.GtkMenuItem, number C.gpointer) {
	linuxMenu.Lock()
	n, s := int(uintptr(number)), linuxMenu.shell
	id := ""
	if n < len(linuxMenu.ids) {
		id = linuxMenu.ids[n]
	}
	linuxMenu.Unlock()
	if id != "" {
		go s.pressed(id)
	}
}
