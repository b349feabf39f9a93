// Package simulation tests the sync as a whole: several desktops, their users
// and one server work together over a network that loses, repeats, delays and
// cuts, on disks that crash and are restored, with clocks that are wrong. The
// client, the server, the merge rules, records, journal and vault are those that
// ship; only network, disk and clock are the simulation's. Everything that
// happens follows from a number, the seed.
//
//	go test ./sync/simulation               the usual seeds
//	go test ./sync/simulation -seed 7       one seed, with all that happened
//	go test ./sync/simulation -runs 200000  many seeds
//
// docs/simulation.md says what is drawn, what is checked and what was found.
package simulation
