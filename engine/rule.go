// Package engine decides one case: it finds the branch and tier, and gives the range with every step, also with facts unknown.
//
// The way through: Compile joins a statute item and a base rule into a Plan; Plan.Decide takes the facts of one
// party and gives a Result; Propose judges a proposed penalty; Lighter says what stands between a case and the next
// lighter outcome. There is no clock, disk or network in here.
package engine

import (
	"cailiang/engine/money"
)

// Basis is a cited provision (依据).
type Basis struct {
	Law     string `json:"law"`
	Article string `json:"article"`
}

// Modality says whether a penalty must or may be imposed.
type Modality string

// The modalities of a penalty kind.
const (
	Must        Modality = "must"         // 应当
	May         Modality = "may"          // 可以, 单处或者并处
	ByReference Modality = "by_reference" // the other provision decides
)

// Fine is the kind of penalty that is money (罚款).
const Fine = "罚款"

// Kinds are the penalty kinds of 行政处罚法 art 9, and 其他.
var Kinds = []string{"警告", "通报批评", Fine, "没收违法所得", "没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件",
	"限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留", "其他"}

// Penalty is one kind of penalty in a branch of a statute item (处罚种类与幅度).
type Penalty struct {
	Kind     string
	Detail   string
	Min, Max *money.Ratio // 分 for a fine in yuan; factors of the base; numbers of Unit for periods; nil = the law gives none
	MinOpen  bool
	MaxOpen  bool
	Base     string // the fact that factors multiply; "" = yuan or a period
	Percent  bool   // the law speaks of 百分之
	Unit     string // 日 月 年 for periods
	Modality Modality
	Choice   string // the same letter: one of these (或者)
	Apart    bool   // 可以处 beside other kinds, not 可以并处: no question of single or joint
	Per      string // the fact that counts units (平方米, 日 …)
	Cap      *money.Fen
	DeemMin  *money.Fen // 不足X的按X计算
	From, To string     // of a benchmark: the amount as a formula in 元 (periods: in Unit) instead of Min and Max; equal = one sum
	Share    *Cut       // of a benchmark: the part of the statutory range instead of Min and Max
}

// BranchStep says how a branch joins the others (design section 9).
type BranchStep string

// The steps of a branch.
const (
	StepBase    BranchStep = "base"
	StepAdd     BranchStep = "add"
	StepReplace BranchStep = "replace"
)

// Branch is one consequence of an item: who, under which condition, which penalties.
type Branch struct {
	Who        string
	Role       string // 单位 | 个人 | 直接负责的主管人员 | …; "" = everyone
	Condition  string // the law's words
	When       string // condition over the item's facts; "" = always
	Step       BranchStep
	Corrective []string
	Reference  string
	Penalties  []Penalty
}

// Effect is what a circumstance does (情节的效果).
type Effect string

// The six effects of a circumstance.
const (
	WaiveMust   Effect = "应当不予"
	WaiveMay    Effect = "可以不予"
	LighterMust Effect = "应当从轻或减轻"
	LighterMay  Effect = "可以从轻或减轻"
	HeavierMust Effect = "应当从重"
	HeavierMay  Effect = "可以从重"
)

// Effects lists the effects in the order in which they are decided.
var Effects = []Effect{WaiveMust, WaiveMay, LighterMust, LighterMay, HeavierMust, HeavierMay}

// Circumstance is one entry of a base rule's list (情节).
type Circumstance struct {
	Name    string
	Effect  Effect
	Basis   Basis
	Note    string
	Natural bool     // only a natural person can have it (年龄、精神状态)
	When    string   // further condition; the circumstance counts where its fact holds and this too
	Absorb  []string // facts of statute items that state the same thing: then two readings, counted or not
	// Disputed gives a second reading under a condition: the rule's words count it, another provision does not.
	Disputed *DisputedReading
	// Overridden says that the rule's own effect went against the Penalty Law and which effect it had.
	Overridden string
	// Derived: worked out from the dates of the case, never presumed (超过二年未被发现).
	Derived bool
}

// DisputedReading is a place where the rule's words and another norm differ on whether a circumstance counts.
type DisputedReading struct {
	When      string // condition under which they differ
	Counted   string // how the reading that counts it is called
	Uncounted string
	Basis     Basis // the norm behind not counting
	LawWins   bool  // a higher norm decides: not counted, with a warning, no second outcome
}

// Tier is a tier of severity (裁量阶次).
type Tier string

// The tiers of a base rule.
const (
	Mitigated Tier = "减轻"
	Lighter   Tier = "从轻"
	Ordinary  Tier = "一般"
	Heavier   Tier = "从重"
)

// Tiers lists the tiers from the mildest.
var Tiers = []Tier{Mitigated, Lighter, Ordinary, Heavier}

// Shape is how a clause states an amount (幅度形态).
type Shape string

// The shapes of an amount.
const (
	ShapeRange          Shape = "range"           // floor and ceiling in yuan
	ShapeTimes          Shape = "times"           // floor and ceiling as multiples
	ShapePercent        Shape = "percent"         // floor and ceiling as percentages
	ShapeCeiling        Shape = "ceiling"         // ceiling in yuan only
	ShapeTimesCeiling   Shape = "times_ceiling"   // ceiling as a multiple only
	ShapePercentCeiling Shape = "percent_ceiling" // ceiling as a percentage only
	ShapeFloor          Shape = "floor"           // floor only
	ShapeFixed          Shape = "fixed"           // one sum
	ShapeOther          Shape = "other"           // kinds that are no fine
)

// Shapes lists the shapes of fines.
var Shapes = []Shape{ShapeRange, ShapeTimes, ShapePercent, ShapeCeiling, ShapeTimesCeiling, ShapePercentCeiling, ShapeFloor, ShapeFixed}

// Standing says how firmly a rule supports a cut.
type Standing string

// The standings of a cut (design section 5).
const (
	Direct    Standing = "direct"
	ByReading Standing = "reading"
	Direction Standing = "direction"
	Silent    Standing = "silent"
)

// Cut is one meaning of shape × tier: which part of the statutory range the tier takes.
type Cut struct {
	As       string // name of this meaning where the words allow several
	Standing Standing
	Why      string // the reason of a reading
	Basis    Basis
	Of       CutOf
	From, To money.Ratio // shares 0…1 of the span or of the ceiling
	MinOpen  bool
	MaxOpen  bool
	// Direction is all that this meaning says (lower, higher, neutral) where it gives no number.
	Direction string
}

// CutOf is what the shares of a cut are shares of.
type CutOf string

// What a cut is taken of.
const (
	OfSpan    CutOf = "span"        // floor + share × (ceiling − floor)
	OfCeiling CutOf = "max"         // share × ceiling
	OfBelow   CutOf = "below_floor" // more than 0, up to the floor; MaxOpen = the floor is out
	OfWhole   CutOf = "whole"       // the statutory range as it is
	OfNothing CutOf = "none"        // the tier has no place here
)

// Extreme is what several circumstances of one side do.
type Extreme string

// Several circumstances of one side.
const (
	NoExtreme Extreme = ""
	Lowest    Extreme = "lowest"  // as a rule the tier's lowest point
	Highest   Extreme = "highest" // as a rule the tier's highest point
	WholeTier Extreme = "tier"    // the tier as it is
)

// Combination says what several circumstances do together.
type Combination struct {
	SeveralLighter Extreme
	SeveralHeavier Extreme
	LighterBasis   Basis
	HeavierBasis   Basis
	BothBasis      Basis    // where both sides meet; zero = the rule is silent, a person weighs all the same
	Weigh          []string // what is weighed
	Uncertain      string   // how the second meaning of lowest/highest is called: the whole band
}

// Joint is the rule on single or joint penalties (单处、并处); zero = the rule is silent.
type Joint struct {
	Lighter, Heavier, Both Basis
}

// Need is something that a result takes besides (集体讨论 …).
type Need struct {
	Kind  string `json:"kind"`
	Why   string `json:"why"`
	Basis Basis  `json:"basis"`
}

// RuleNeed attaches a need to a direction or an amount.
type RuleNeed struct {
	Need
	On       Tier       // only for results of this tier or direction; "" = any
	FineFrom *money.Fen // only for a proposed fine of at least this
	Kinds    []string   // or for one of these kinds
}

// LocalCap lets a local decision lower the ceiling of fines (湖南, 辽宁).
type LocalCap struct {
	Fact   string // money fact: the local ceiling
	Except string // yes/no fact: the field is excluded
	Basis  Basis
}

// Harsh is the data of the warning that a least fine is far above goods or gain.
type Harsh struct {
	Over  money.Ratio // warn from this multiple on
	Bases []string
	Ways  []Way
}

// Way is a lawful way out of a harsh result and what it takes.
type Way struct {
	Basis Basis
	Needs string
}

// Deviation says what leaving the rule takes (偏离).
type Deviation string

// Who made the norm decides (渝355 art 19, 国办发〔2022〕27号 point 12).
const (
	NoApproval    Deviation = "norm"     // a law or 规章: no approval helps
	MakerApproves Deviation = "superior" // the maker's approval
	HeadApproves  Deviation = "own"      // head's approval or collective discussion, papers in the file
)

// BaseRule is a general discretion rule (一般裁量规则) joined with the general part of the Penalty Law.
type BaseRule struct {
	ID, Title, Version string
	Rank               string
	Standing           string // in_force | ended | unverified
	SHA256             string
	Circumstances      []Circumstance
	Cuts               map[Shape]map[Tier][]Cut
	Combine            Combination
	Joint              Joint
	Needs              []RuleNeed
	Cap                *LocalCap
	Harsh              *Harsh
	Deviation          Deviation
	Numbers            bool // false: the rule gives only directions
	MitigateInside     bool // 减轻 defined as inside the range: second reading beside 处32
	MitigateBasis      Basis
	Ages               []AgeRule   // of the general part
	Limitation         *Limitation // of the general part; nil = none
	SameAct            Basis       // of the general part: no second fine for one act
}
