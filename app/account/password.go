package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"civicdesk/app/fault"
	"civicdesk/storage/vault"
)

// passwordRule is the source of CheckPassword's rules.
const passwordRule = "DOORS assessment, control IA-5"

// PasswordRules are the agency's rules for passwords over time: kept for 15 days
// at least and 90 at most, and none of the last five (DOORS assessment, IA-5).
func PasswordRules() vault.Rules {
	return vault.Rules{Least: 15 * day, Most: 90 * day, Past: 5, Source: passwordRule}
}

// CheckPassword refuses a password that the agency's rules do not allow: 9 to 15
// characters, at least three of the four classes (upper, lower, digit, special),
// and no part of the user name or of the person's name (DOORS assessment, IA-5).
// A part is a word of three letters or more.
func CheckPassword(login, name, password string) error {
	refuse := func(words string) error {
		return &fault.Error{Op: "account.CheckPassword", Kind: fault.Invalid, Words: words, Rule: passwordRule,
			Fields: []fault.Field{{Name: "password", Words: words}}}
	}
	if n := utf8.RuneCountInString(password); n < 9 || n > 15 {
		return refuse("Choose a password of 9 to 15 characters.")
	}
	if classes(password) < 3 {
		return refuse("Use at least three of these four: capital letters, small letters, digits, special characters.")
	}
	low := strings.ToLower(password)
	for _, part := range parts(login + " " + name) {
		if strings.Contains(low, part) {
			return refuse("The password must not contain a part of your user name or of your name.")
		}
	}
	return nil
}

func classes(password string) int {
	var upper, lower, digit, special int
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			special = 1
		}
	}
	return upper + lower + digit + special
}

func parts(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var long []string
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 3 {
			long = append(long, w)
		}
	}
	return long
}
