package hanzi

import (
	"fmt"
	"testing"
	"time"
)

func TestX(t *testing.T) {
	s := time.Now()
	simplified()
	fmt.Println(time.Since(s))
	for _, q := range []string{"食安法124条", "第一百二十四條", "罰款五萬元以上十万元以下", "第一百二十条之一第（五）项", "２０２１年10月", "十五日内", "统一、十分", "10.5%", "三年以下", "第一款"} {
		fmt.Print(q, ": ")
		for _, x := range Terms(q) {
			fmt.Print(x.Text, " ")
		}
		fmt.Println()
	}
}
