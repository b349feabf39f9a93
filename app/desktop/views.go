package desktop

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/node"
)

// Views lists the person's saved views of a table. It does not count as activity.
func (s *Session) Views(table string) ([]ViewRow, error) {
	return asking(s.door, "desktop.Views", func(ctx context.Context, desk *node.Session) ([]ViewRow, error) {
		return viewRows(ctx, desk, table)
	})
}

func viewRows(ctx context.Context, desk *node.Session, table string) ([]ViewRow, error) {
	all, err := desk.Views.List(ctx, table)
	rows := make([]ViewRow, 0, len(all))
	for _, v := range all {
		rows = append(rows, ViewRow{ID: string(v.ID), Name: v.Name, State: v.State, First: v.First})
	}
	return rows, err
}

// SaveView keeps the state of a table under a name; a view of that name is
// replaced.
func (s *Session) SaveView(table, name, state string) ([]ViewRow, error) {
	return s.changeViews("desktop.SaveView", table, func(ctx context.Context, desk *node.Session) error {
		return desk.Views.Save(ctx, table, name, state)
	})
}

// RenameView gives a view another name.
func (s *Session) RenameView(table, id, name string) ([]ViewRow, error) {
	return s.changeViews("desktop.RenameView", table, func(ctx context.Context, desk *node.Session) error {
		return desk.Views.Rename(ctx, table, app.ID(id), name)
	})
}

// RemoveView takes a view away.
func (s *Session) RemoveView(table, id string) ([]ViewRow, error) {
	return s.changeViews("desktop.RemoveView", table, func(ctx context.Context, desk *node.Session) error {
		return desk.Views.Remove(ctx, table, app.ID(id))
	})
}

// FirstView has the table open with a view; with none when the identity is empty.
func (s *Session) FirstView(table, id string) ([]ViewRow, error) {
	return s.changeViews("desktop.FirstView", table, func(ctx context.Context, desk *node.Session) error {
		return desk.Views.SetFirst(ctx, table, app.ID(id))
	})
}

func (s *Session) changeViews(op, table string, fn func(ctx context.Context, desk *node.Session) error) ([]ViewRow, error) {
	return saving(s.door, op, func(ctx context.Context, desk *node.Session) ([]ViewRow, error) {
		if err := fn(ctx, desk); err != nil {
			return nil, err
		}
		return viewRows(ctx, desk, table)
	})
}
