package api

// List is a page of a list.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; absent on the last one."`
}

// Page asks for one page of a list.
type Page struct {
	Cursor string `query:"cursor" maxLength:"500" doc:"What the page before gave as next."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type listOutput[T any] struct{ Body List[T] }

// listed makes a page; a list that is empty is [], never null.
func listed[T any](items []T, next string) *listOutput[T] {
	if items == nil {
		items = []T{}
	}
	return &listOutput[T]{List[T]{items, next}}
}

// output is any answer with a body.
type output[T any] struct{ Body T }

func answer[T any](body T) *output[T] { return &output[T]{body} }
