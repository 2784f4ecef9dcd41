package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// lock takes the file's lock, which all processes of this machine see, and gives the way to
// let go. It waits for as long as ctx allows. The lock is that of an empty bbolt database
// (Bleve's own storage), which works on every system that Bleve runs on and falls with the process.
func lock(ctx context.Context, file string) (unlock func(), err error) {
	for {
		db, err := bbolt.Open(file, 0o644, &bbolt.Options{Timeout: 200 * time.Millisecond})
		if err == nil {
			return func() { db.Close() }, nil
		}
		if !errors.Is(err, bbolterrors.ErrTimeout) {
			return nil, fmt.Errorf("锁不上索引 %s：%w", file, err)
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("另一个进程正在重建索引：%w", ctx.Err())
		}
	}
}
