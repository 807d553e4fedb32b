"""How a trait is spread over the people: a number, a distribution, groups, or a column of the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, Field, create_model, model_validator

from trustsim.config.base import Model, Number, is_number, tagged
from trustsim.config.described import field_of, may_be_null
from trustsim.config.faults import Path, Problem, mend_for, outside, refuse, shown
from trustsim.parameters import Quantity, Traits, quantities

TOLERANCE: Final = 1e-6  # how far shares may miss 1; three thirds written as 0.333333 pass


class Uniform(Model):
    """Every value between two numbers is as likely."""

    uniform: tuple[Number, Number] = Field(description="the lowest and the highest value")

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        low, high = self.uniform
        if low > high:
            refuse(Problem(("uniform",), f"the lower end {low:g} is above the upper end {high:g}", "swap the two"))
        return self


class Beta(Model):
    """A beta distribution on 0 to 1; its mean is a / (a + b)."""

    beta: tuple[Annotated[Number, Field(gt=0)], Annotated[Number, Field(gt=0)]] = Field(
        description="a and b; {beta: [17, 3]} has the mean 0.85"
    )


class Normal(Model):
    """A normal distribution, truncated to the limits of the trait."""

    normal: tuple[Number, Annotated[Number, Field(gt=0)]] = Field(
        description="mean and standard deviation, before what lies outside the trait's limits is cut off"
    )


class Column(Model):
    """The trait comes with the network: an attribute of its nodes."""

    column: str = Field(min_length=1, description="the name of the attribute")


SPREADS: Final[dict[str, type[Model]]] = {"uniform": Uniform, "beta": Beta, "normal": Normal}


def spread_check(options: Mapping[str, Any], example: str) -> Any:
    """A check that lets a number pass, and a mapping with exactly one of the keys."""
    names = [name for name in options if name not in ("number", "null")]

    def check(value: Any) -> None:
        if is_number(value) or isinstance(value, Model) or (value is None and "null" in options):
            return
        if not isinstance(value, dict):
            refuse(Problem((), f"{shown(value)} is neither a number nor a distribution", f"write {example}"))
        unknown = [key for key in value if key not in names]
        if unknown:
            refuse(
                *(
                    Problem((key,), f"there is no distribution {shown(key)}", mend_for(key, names), "key")
                    for key in unknown
                )
            )
        if len(value) != 1:
            said = " and ".join(value) if value else "none"
            refuse(Problem((), f"one distribution is wanted, here: {said}", f"write exactly one of {', '.join(names)}"))

    return check


def option_of(value: Any) -> str:
    """The name of the type as which to read a trait."""
    if isinstance(value, Model):
        return next(iter(type(value).model_fields))
    if isinstance(value, dict):
        return str(next(iter(value)))
    return "null" if value is None else "number"


_within_group: dict[str, Any] = {"number": Number, **SPREADS}

if TYPE_CHECKING:
    GroupValue = float | Uniform | Beta | Normal
else:
    GroupValue = tagged("value", _within_group, option_of, spread_check(_within_group, "0.5 or {beta: [17, 3]}"))


class Group(Model):
    """A part of the people, and what the trait is for them."""

    share: Number = Field(ge=0, le=1, description="share of the people, 0 to 1; the shares sum to 1")
    value: GroupValue = Field(description="a number, or {uniform: …}, {beta: …}, {normal: …}")


class Groups(Model):
    """Groups of people, by name."""

    groups: dict[str, Group] = Field(min_length=1, description="share and value of each group, by its name")

    @model_validator(mode="after")
    def _whole(self) -> Groups:
        must_sum_to_one({name: group.share for name, group in self.groups.items()}, ("groups",), "the groups")
        return self


def must_sum_to_one(shares: Mapping[str, float], path: Path, noun: str) -> None:
    """Refuse shares that do not sum to 1."""
    total = sum(shares.values())
    if abs(total - 1.0) > TOLERANCE:
        refuse(Problem(path, f"the shares of {noun} sum to {total:.6g}, not 1", "change them so that they sum to 1"))


def ends_of(value: Any) -> list[tuple[Path, float, str]]:
    """The numbers of a trait that must lie inside its limits: where, how much, and what it is."""
    if value is None or is_number(value):
        return [] if value is None else [((), float(value), "")]
    if isinstance(value, Uniform):
        low, high = value.uniform
        return [(("uniform", 0), low, "the lower end "), (("uniform", 1), high, "the upper end ")]
    if isinstance(value, Normal):
        return [(("normal", 0), value.normal[0], "the mean ")]
    if isinstance(value, Groups):
        return [
            (("groups", name, "value", *path), number, what)
            for name, group in value.groups.items()
            for path, number, what in ends_of(group.value)
        ]
    return []


def trait_type(quantity: Quantity, optional: bool) -> Any:
    """The type of a trait: a tagged choice, inside the quantity's limits."""
    low, high = quantity.limits
    options: dict[str, Any] = {"number": Number, **SPREADS, "groups": Groups, "column": Column}
    if optional:
        options["null"] = None

    def inside(value: Any) -> Any:
        problems = [
            outside(path, number, low, high, what) for path, number, what in ends_of(value) if not low <= number <= high
        ]
        if problems:
            refuse(*problems)
        return value

    check = spread_check(options, "a number without quotes, or {beta: [17, 3]}")
    return Annotated[tagged("trait", options, option_of, check), AfterValidator(inside)]


def _traits_model() -> type[Model]:
    optional = may_be_null(Traits)
    defaults: Mapping[str, Any] = Traits._field_defaults
    fields: dict[str, Any] = {
        name: (trait_type(quantity, optional[name]), field_of(quantity, defaults[name]))
        for name, quantity in quantities(Traits).items()
    }
    return create_model("TraitSettings", __base__=Model, __module__=__name__, __doc__=Traits.__doc__, **fields)


Trait = float | Uniform | Beta | Normal | Groups | Column | None

if TYPE_CHECKING:

    class TraitSettings(Model):
        """One attribute for each trait."""

        def __getattr__(self, name: str) -> Trait: ...

else:
    TraitSettings = _traits_model()
