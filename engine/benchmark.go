package engine

import "cailiang/engine/money"

// Benchmark is what a discretion benchmark says for one item (裁量基准): layer 3 of design section 5. It replaces the base
// rule's cuts for the fines and kinds that its tiers name; what it does not say, the base rule says.
type Benchmark struct {
	ID, Title, Version string
	From, To           string // first and last day in force; To "" = still
	Rank               string // of the norm
	Standing           string // in_force | ended | unverified
	SHA256             string
	Item               string // id of the statute item
	Name               string // of the conduct
	Article            string // where in the document the item stands
	Grades             []Grade
	Factors            []Factor
	Adjust             []Adjustment
	Choose             Policy
	Acting             Acting
	Shift              int          // tiers, for ActShift
	Inside             map[Tier]Cut // shares of the tier's own range, for ActInTier; nil = only a direction
	Columns            bool         // grades are columns of a table by the kind of party: none fits = no_column
	LowestUnknown      bool         // a fact that cannot be established counts as the lowest option of its factor
	Deviation          Deviation
	Needs              []RuleNeed
	Corrective         []string // orders that come with every tier
	Inexpressible      string   // why the format cannot hold the item; "" = it can
	Notes              []string // what else the document says
}

// Policy says which tier counts where several match (档次竞合); "" = the document is silent: overlap, never a pick.
type Policy string

// The policies that documents declare.
const (
	Heaviest Policy = "heaviest"
	Lightest Policy = "lightest"
	First    Policy = "first" // in the order of the table
)

// Acting says how circumstances act on the tiers (情节怎样作用于阶次).
type Acting string

// The ways of design section 5; undeclared is ToPerson.
const (
	ActToPerson  Acting = "to_person"
	ActInTier    Acting = "in_tier"      // inside the range of the tier
	ActShift     Acting = "shift"        // Shift tiers down or up
	ActOnStatute Acting = "over_statute" // the base rule's cuts of the statutory range take the tier's place
	ActNot       Acting = "none"
)

// GradeResult is what a tier comes to besides penalties.
type GradeResult string

// The results of a tier without a range.
const (
	GradePenalties GradeResult = ""
	GradeWaive     GradeResult = "no_penalty"     // 不予处罚
	GradeMayWaive  GradeResult = "may_waive"      // 可以不予处罚
	GradeMitigate  GradeResult = "mitigated"      // 减轻, without a number
	GradeStatute   GradeResult = "statute"        // the statutory range as it is
	GradeElsewhere GradeResult = "not_applicable" // the table does not hold for these facts
	GradeNoText    GradeResult = "inexpressible"  // a tier whose text cannot be computed
)

// Grade is one tier of a benchmark (裁量阶次): from the mildest to the gravest, in the order of the document.
type Grade struct {
	Name       string
	When       string // condition; "" = always
	Otherwise  bool   // holds where no other tier does, and When does
	Override   bool   // beats the tiers that do not override (造成重大影响 …)
	Result     GradeResult
	Penalties  []Penalty
	Roles      []string // by penalty: whom it hits; "" = everyone
	Only       bool     // kinds that are not listed fall away
	Corrective []string
	Needs      []Need
	Basis      Basis
	AsWritten  string // the document's words where they carry a slip
	ReadAs     string
	Why        string // of GradeNoText and GradeElsewhere
}

// Factor is one factor of a score table (裁量因素): exactly one of its options holds.
type Factor struct {
	Name    string
	Options []Option
}

// Option is one option of a factor and its weight.
type Option struct {
	When   string
	Weight string            // exact decimal
	By     map[string]string // weights by column (tier name) where they differ
}

// Adjustment multiplies the fines of the tier that was found (系数), where its condition holds.
type Adjustment struct {
	Name      string
	When      string
	From, To  money.Ratio // 0.5 and 0.7: cut by 30 to 50 percent
	KeepFloor bool        // not below the statutory floor
	Basis     Basis
}

// ScoreWord names the sum of the weights of the options that hold, in the formulas of a score table (分值).
const ScoreWord = "分值"
