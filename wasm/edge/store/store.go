// Package store keeps shared runs in SQLite, by database/sql: natively in a file,
// in the Worker in D1. So that both can run every statement, there are no
// transactions and no times among the arguments, and each change is one statement.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// ErrNone says that there is no run of that name.
var ErrNone = errors.New("no such run")

// schema is run before the first use. Each statement may run any number of times.
var schema = []string{
	`CREATE TABLE IF NOT EXISTS runs (
		id      TEXT PRIMARY KEY,
		created INTEGER NOT NULL, -- seconds since 1970
		text    TEXT NOT NULL,    -- JSON, as it is given back
		picture BLOB              -- PNG, or NULL
	) WITHOUT ROWID`,
}

// Row is one stored run.
type Row struct {
	ID      string
	Created int64  // seconds since 1970
	Text    string // JSON
	Picture []byte // PNG, or nil
}

// Store is a table of runs that only grows.
type Store struct {
	db   *sql.DB
	mu   sync.Mutex
	made bool // the schema is there

	// SQLite takes one writer at a time. Those who wait here are served in turn;
	// those who wait for its lock sleep and try again, some of them for seconds.
	writing sync.Mutex
}

// New returns a store in db, which need not hold any table yet.
func New(db *sql.DB) *Store { return &Store{db: db} }

// make creates the tables, unless this store has seen them.
func (s *Store) make(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made {
		return nil
	}
	for _, statement := range schema {
		if _, err := s.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("preparing the tables: %w", err)
		}
	}
	s.made = true
	return nil
}

// Put adds a row. An id that is taken is an error.
func (s *Store) Put(ctx context.Context, row Row) error {
	if err := s.make(ctx); err != nil {
		return err
	}
	var picture any // D1 takes nil, and no nil slice
	if row.Picture != nil {
		picture = row.Picture
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	_, err := s.db.ExecContext(ctx, `INSERT INTO runs (id, created, text, picture) VALUES (?, ?, ?, ?)`, row.ID, row.Created, row.Text, picture)
	if err != nil {
		return fmt.Errorf("storing run %s: %w", row.ID, err)
	}
	return nil
}

// Text returns a run's JSON, or ErrNone.
func (s *Store) Text(ctx context.Context, id string) (text string, err error) {
	err = s.one(ctx, id, "text", &text)
	return text, err
}

// Picture returns a run's PNG, nil where it was stored without one, or ErrNone.
func (s *Store) Picture(ctx context.Context, id string) (picture []byte, err error) {
	err = s.one(ctx, id, "picture", &picture)
	return picture, err
}

// one reads a column of the run with that id into to.
func (s *Store) one(ctx context.Context, id, column string, to any) error {
	if err := s.make(ctx); err != nil {
		return err
	}
	err := s.db.QueryRowContext(ctx, `SELECT `+column+` FROM runs WHERE id = ?`, id).Scan(to)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	if err != nil {
		return fmt.Errorf("reading run %s: %w", id, err)
	}
	return nil
}

// Count returns the number of stored runs.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	if err := s.make(ctx); err != nil {
		return 0, err
	}
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM runs`).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting runs: %w", err)
	}
	return n, nil
}
