// Package money holds exact amounts in fen, closed and half-open ranges, multiples and percentages.
//
// Three types carry everything a fine is computed from:
//
//   - Fen is an amount of money in 分 (1 元 = 100 分).
//   - Ratio is an exact rational number: a multiple (倍数), a percentage (比例), a
//     coefficient, or an amount in 分 that has not been rounded yet.
//   - Range is a set of amounts in 分 between two exact ends (幅度), each of which is
//     in or out: 以上、以下、以内 include the number, 不满、不足、超过 exclude it
//     (民法典第一千二百五十九条).
//
// No float is used anywhere. An operation whose exact, reduced result does not fit
// int64 returns an error that wraps ErrOverflow; it never wraps around in silence,
// and it never fails merely because a step on the way was large.
package money
