// Package hiring is the hiring half of Civic Desk: vacancies and their
// questions, applications from paper and the web, rating, certificates of
// eligibles and selection. The order of names is the law's: the pure parts are
// in hiring/rating and hiring/ranking; this package stores, checks and acts.
package hiring
