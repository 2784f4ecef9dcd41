// Package index builds and searches the full-text index of statutes, cases and penalty items.
//
// Bleve holds postings and texts; ranking is our own (rank.go), because Bleve multiplies
// the rarity of a term twice and discounts long questions. The index is a cache: it lives
// in generations, folders that are written once, beside a file that names the one in use.
// A search holds its generation until it has answered, so a rebuild fails no query.
package index
