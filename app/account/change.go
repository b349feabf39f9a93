package account

import (
	"context"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Change sets what a person may do and whether the account is in use.
type Change struct {
	User   app.ID      `json:"user"`
	Seen   uint64      `json:"seen"` // User.Rights as the administrator saw it
	Grants []app.Grant `json:"grants"`
	Active bool        `json:"active"`
}

// Change applies a change to the account that the administrator saw; when
// somebody else, or the same request sent twice, has changed it since, it is
// refused. Nobody takes the own administration away: an agency without an
// administrator could be administered at the server alone.
func (s *Service) Change(ctx context.Context, c Change) (u User, err error) {
	const op = "account.Change"
	err = s.manage(ctx, func(tx *record.Tx) error {
		if u, err = Users.Get(tx, c.User); err != nil {
			return err
		}
		grants, active := !slices.Equal(u.Grants, c.Grants), u.Active != c.Active
		switch {
		case u.Rights != c.Seen:
			return fault.E(op, fault.Conflict, "Somebody has changed this account meanwhile. Look at it again before you change it.", nil)
		case !grants && !active:
			return nil
		case u.ID == tx.Actor().User && !c.Active:
			return fault.E(op, fault.Refused, "You cannot disable your own account. Another administrator can.", nil)
		case u.ID == tx.Actor().User && !manages(c.Grants):
			return fault.Fields(op, []fault.Field{{Name: "grants", Words: "You cannot take your own administration away. Another administrator can."}})
		}
		switch {
		case grants:
			tx.Action("user.grant")
		case c.Active:
			tx.Action("user.activate")
		default:
			tx.Action("user.deactivate")
		}
		u.Grants, u.Active = c.Grants, c.Active
		u.Rights++
		return Users.Put(tx, u)
	})
	return u, err
}

func manages(grants []app.Grant) bool {
	return policy.Can(app.Actor{Grants: grants}, policy.UserManage, app.ScopeAdmin)
}
