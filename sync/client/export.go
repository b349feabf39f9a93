package client

import (
	"context"

	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// Export writes everything that waits to be sent as one file that only the
// agency's server can open, for a computer that will not reach it: an
// administrator imports it there. The work stays in the queue; sent later as
// well, it has one outcome. It returns how many operations are in the file.
func (c *Client) Export(ctx context.Context) (file []byte, ops int, err error) {
	waiting, err := c.db.Unsent(ctx, 0)
	if err != nil {
		return nil, 0, err
	}
	var push protocol.Push
	for _, op := range waiting {
		raw, err := record.Encode(op)
		if err != nil {
			return nil, 0, fault.E("client.Export", fault.Internal, "", err)
		}
		push.Ops = append(push.Ops, raw)
	}
	body, err := record.Encode(push)
	if err != nil {
		return nil, 0, fault.E("client.Export", fault.Internal, "", err)
	}
	if len(body) > protocol.MaxPlain-(1<<20) {
		return nil, 0, fault.E("client.Export", fault.Invalid, "There is too much unsent work for one file. Ask your administrator to connect this computer to the server instead.", nil)
	}
	p := c.db.Keys().Profile()
	session, err := protocol.Dial(p.SyncKey, protocol.PathUnsent)
	if err != nil {
		return nil, 0, fault.E("client.Export", fault.Damaged, "The key of your agency's server is damaged on this computer. Enrol it again.", err)
	}
	signature, err := sign(p.DeviceKey, session.SignedText(nil, body))
	if err != nil {
		return nil, 0, fault.E("client.Export", fault.Damaged, "This computer's key is damaged. Enrol it again.", err)
	}
	sealed, err := session.Seal(protocol.Request{Device: p.Device, Signature: signature, Body: body})
	if err != nil {
		return nil, 0, fault.E("client.Export", fault.Internal, "", err)
	}
	return append([]byte(protocol.UnsentMagic), sealed...), len(waiting), nil
}
