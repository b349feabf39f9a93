package desktop

import (
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// WindowFolder says whether the command line asks for the window: it names no
// command, at most the data folder. It returns the folder: --data, else
// CIVICDESK_DATA, else the usual place of this system.
func WindowFolder(args []string) (folder string, window bool) {
	folder = os.Getenv("CIVICDESK_DATA")
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--data" && i+1 < len(args):
			i++
			folder = args[i]
		case strings.HasPrefix(a, "--data="):
			folder = strings.TrimPrefix(a, "--data=")
		default:
			return "", false
		}
	}
	if folder == "" {
		folder = usualFolder()
	}
	return folder, true
}

// usualFolder lies apart from the web view's own data and from the program, so
// that removing either takes no work with it.
func usualFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Civic Desk", "Data")
		}
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Civic Desk")
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "civic-desk")
	}
	return filepath.Join(home, ".local", "share", "civic-desk")
}

// UsualOptions are those of a person's window over the folder.
func UsualOptions(folder string) Options {
	computer, err := os.Hostname()
	if err != nil {
		computer = "a computer without a name"
	}
	return Options{Folder: folder, Documents: documents(), Computer: computer, Log: func(err error) { log.Print(err) }}
}

func documents() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	if info, err := os.Stat(filepath.Join(home, "Documents")); err == nil && info.IsDir() {
		return filepath.Join(home, "Documents")
	}
	return home
}
