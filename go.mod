module cailiang

go 1.26

require (
	github.com/alecthomas/kong v1.17.0
	github.com/expr-lang/expr v1.17.8
	go.yaml.in/yaml/v4 v4.0.0
	pgregory.net/rapid v1.3.0
)
