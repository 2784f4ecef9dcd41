package main

type packsTestCmd struct{}
