module github.com/dcu/go-authy

go 1.19
