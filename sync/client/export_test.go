package client

var Cut, Shorter = cut, shorter
