package tiff

// MostRead lets the fuzzer turn to small pictures.
var MostRead = &mostRead
