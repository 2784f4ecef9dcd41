// Package hanzi cuts Chinese legal text into search terms (单字、二字).
//
// Text is first brought into one form: traditional characters become simplified, full-width
// becomes half-width, letters small, and numerals before a unit Arabic (第一百二十四条,
// 第124条 → 第124条; 五万元, 5万元 → 50000元). Then it is cut into symbols (one Chinese
// character, one number, one Latin word), and terms are the single symbols and the pairs
// of neighbours. Words from a dictionary were tried and gave less than single characters
// at 200 MB of memory.
package hanzi
