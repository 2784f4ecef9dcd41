// Package statute brings names of statutes and citations of their articles into one form.
//
// A citation is the address of a provision: statute, article (条, with 之一 and so on),
// paragraph (款), subparagraph (项) and point (目). 食品安全法第一百二十四条第一款第（五）项,
// 《中华人民共和国食品安全法》第124条第1款第5项 and 食安法124条1款5项 name one place; whether
// 食安法 stands for 食品安全法 is for the library of statutes to say, not for this package.
package statute
