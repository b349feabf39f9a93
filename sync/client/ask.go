package client

import (
	"context"

	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// Ask sends the server a question that only it can answer and reads the answer
// into a. It needs the server now: fault.Unavailable says that it cannot be
// reached. Nothing is queued.
func (c *Client) Ask(ctx context.Context, name string, q, a any) error {
	if err := c.cleared(); err != nil {
		return err
	}
	body, err := record.Encode(q)
	if err != nil {
		return fault.E("client.Ask", fault.Internal, "", err)
	}
	var out protocol.Asked
	if err := c.call(ctx, protocol.PathAsk, protocol.Ask{Name: name, Body: body}, &out); err != nil {
		return err
	}
	if err := record.Decode(out.Body, a); err != nil {
		return fault.E("client.Ask", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", err)
	}
	return nil
}
