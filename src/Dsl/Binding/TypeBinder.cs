using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Types as they are written become types. One binder serves one declaration: <c>'a</c> is the same variable throughout it.
/// </summary>
internal sealed class TypeBinder(NameTable names, Inference inference)
{
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Unit> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dimension> _dimensions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dimension> _rows = new(StringComparer.Ordinal);

    private DiagnosticBag Diagnostics => inference.Diagnostics;

    public Type Bind(TypeSyntax syntax) => syntax switch
    {
        NamedTypeSyntax named => BindNamed(named),
        VariableTypeSyntax variable => Get(_types, variable.Name, inference.Fresh),
        ArrayTypeSyntax array => BindArray(array),
        AppliedTypeSyntax applied => BindApplied(applied),
        ScheduleTypeSyntax schedule => new ScheduleType(BindUnit(schedule.Clock), Bind(schedule.Value)),
        FunctionTypeSyntax function => new FunctionType(Bind(function.Parameter), Bind(function.Result)),
        TupleTypeSyntax tuple => new TupleType(tuple.Items.Select(Bind).ToEquatableList()),
        RecordTypeSyntax record => BindRecord(record),
        _ => ErrorType.Instance,
    };

    public Unit BindUnit(UnitSyntax syntax) => syntax switch
    {
        NamedUnit named => BindUnitName(named),
        VariableUnit variable => Get(_units, variable.Name, inference.Solver.FreshUnit),
        AnyUnit => inference.Solver.FreshUnit(),
        ProductUnit product => BindUnit(product.Left) * BindUnit(product.Right),
        QuotientUnit quotient => BindUnit(quotient.Left) / BindUnit(quotient.Right),
        PowerUnit power => BindUnit(power.Base).Power(power.Exponent),
        _ => Unit.One,
    };

    private static T Get<T>(Dictionary<string, T> known, string name, Func<T> fresh)
    {
        if (!known.TryGetValue(name, out var value))
            known[name] = value = fresh();
        return value;
    }

    private Unit BindUnitName(NamedUnit syntax)
    {
        if (names.Find(NameKind.Unit, syntax.Name)?.Declaration is BoundUnitDeclaration unit)
            return unit.Unit;
        Diagnostics.Report(
            NameDiagnostics.UnitNotFound,
            syntax.Span,
            $"The unit of measure '{syntax.Name}' is not declared.",
            Nearest.Fix(syntax.Name, names.Names(NameKind.Unit)) ?? $"declare it: `[<Measure>] type {syntax.Name}`.");
        return inference.Solver.FreshUnit();
    }

    private Type BindNamed(NamedTypeSyntax syntax)
    {
        var unit = syntax.Unit is { } written ? BindUnit(written) : Unit.One;
        switch (syntax.Name.Text)
        {
            case "float":
                return new FloatType(unit);
            case "int":
                return new IntType(unit);
        }

        if (syntax.Unit is not null)
        {
            Diagnostics.Report(
                TypeDiagnostics.NoUnit,
                syntax.Unit.Span,
                $"Only `float` and `int` carry a unit of measure, not `{syntax.Name.Text}`.");
            return ErrorType.Instance;
        }

        return syntax.Name.Text switch
        {
            "bool" => new BoolType(),
            "text" => new TextType(),
            "unit" => new VoidType(),
            "class" => Wrong(syntax.Span, "`class` needs its number of labels.", "write it like `class[10]`."),
            "dim" => Wrong(syntax.Span, "`dim` needs the dimension that it is.", "write it like `dim 'n`."),
            var name => BindOther(syntax.Name, name),
        };
    }

    private Type BindOther(Name syntax, string name)
    {
        if (names.Find(NameKind.Type, name)?.Declaration is BoundTypeDeclaration declared)
            return declared.Type;
        if (LanguageTypes.Arity(name) is { } arity)
        {
            return arity == 0
                ? new AppliedType(name, EquatableList<Type>.Empty)
                : Wrong(syntax.Span, $"`{name}` needs the type of what it holds.", $"write it like `{name} float`.");
        }

        Diagnostics.Report(
            NameDiagnostics.TypeNotFound, syntax.Span, $"The type `{name}` is not declared.", Nearest.Fix(
                name, names.Names(NameKind.Type).Concat(LanguageTypes.Names)));
        return ErrorType.Instance;
    }

    private Type BindArray(ArrayTypeSyntax syntax)
    {
        var dimensions = new List<Dimension>();
        foreach (var dimension in syntax.Dimensions)
        {
            if (dimension is Syntax.RowDimension && dimensions.Count > 0)
                Diagnostics.Report(
                    UnitDiagnostics.RowNotFirst,
                    dimension.Span,
                    "Any number of dimensions may only stand first in a shape.",
                    "move it to the front.");
            else if (BindDimension(dimension) is { } bound)
                dimensions.Add(bound);
            else
                return ErrorType.Instance;
        }

        if (syntax.Element is NamedTypeSyntax { Name.Text: "class" })
        {
            return dimensions.Count == 1 && dimensions[0] is not Types.RowDimension
                ? new ClassType(dimensions[0])
                : Wrong(syntax.Span, "`class` has one number, that of its labels.", "write it like `class[10]`.");
        }

        var element = Bind(syntax.Element);
        return element is ErrorType ? element : Arrays.Of(element, new Shape(dimensions.ToEquatableList()));
    }

    private Dimension? BindDimension(DimensionSyntax syntax)
    {
        switch (syntax)
        {
            case NumberDimension number:
                return new FixedDimension(number.Value);
            case Syntax.VariableDimension variable:
                return Get(_dimensions, variable.Name, inference.Solver.FreshDimension);
            case Syntax.RowDimension row:
                return Get(_rows, row.Name, inference.Solver.FreshRow);
            case NameDimension name when names.Find(NameKind.Value, name.Name) is { } symbol && DimensionReader.Of(symbol) is { } dimension:
                return dimension;
            case NameDimension name:
                Diagnostics.Report(
                    NameDiagnostics.DimensionNotFound,
                    name.Span,
                    $"`{name.Name}` is no dimension: it is neither a number nor an int `param` above.",
                    Nearest.Fix(
                        name.Name,
                        names.Names(NameKind.Value).Where(n => names.Find(NameKind.Value, n)?.Declaration is BoundParam { Type: IntType }))
                        ?? $"for a dimension that is inferred write `'{name.Name}`.");
                return null;
            case OperationDimension or ProductDimension:
                return BindFormula(syntax) is { } formula ? Computed(formula, syntax.Span) : null;
            default:
                return null;
        }
    }

    /// <summary>A dimension that a formula gives: at once where it is over numbers and parameters, otherwise as soon as its variables are known.</summary>
    private Dimension Computed(DimensionFormula formula, TextSpan span)
    {
        var result = inference.Solver.FreshDimension();
        inference.Require(new DimensionConstraint(formula, result, 1, span));
        return inference.Solver.Resolve(result);
    }

    private DimensionFormula? BindFormula(DimensionSyntax syntax)
    {
        switch (syntax)
        {
            case OperationDimension operation:
                return BindFormula(operation.Left) is { } left && BindFormula(operation.Right) is { } right
                    ? new DimensionOperation(Operators.Of(operation.Operator)!.Value, left, right)
                    : null;
            case ProductDimension product:
                var row = Get(_rows, product.Row, inference.Solver.FreshRow);
                return new DimensionProduct("'" + product.Row, Shape.Of(row));
            default:
                var name = syntax is Syntax.VariableDimension variable ? "'" + variable.Name : null;
                return BindDimension(syntax) is { } dimension ? new DimensionPart(name, dimension) : null;
        }
    }

    private Type BindApplied(AppliedTypeSyntax syntax)
    {
        var name = syntax.Constructor.Text;
        if (name == "dim")
        {
            return syntax.Arguments is [VariableTypeSyntax variable]
                ? new DimensionType(Get(_dimensions, variable.Name, inference.Solver.FreshDimension))
                : Wrong(syntax.Span, "`dim` is followed by the dimension that it is.", "write it like `dim 'n`.");
        }

        if (EnvironmentTypes.IsPart(name))
            return BindPart(name, syntax);
        if (LanguageTypes.Arity(name) is not { } arity)
        {
            Diagnostics.Report(
                NameDiagnostics.TypeNotFound,
                syntax.Constructor.Span,
                $"The type `{name}` takes no arguments, or is not declared.",
                Nearest.Fix(name, LanguageTypes.Names));
            return ErrorType.Instance;
        }

        return arity == syntax.Arguments.Length
            ? new AppliedType(name, syntax.Arguments.Select(Bind).ToEquatableList())
            : Wrong(syntax.Span, $"`{name}` takes {Words.Count(arity, "argument")}, but here it has {syntax.Arguments.Length}.", null);
    }

    /// <summary><c>obs e</c>, <c>act e</c>, <c>Transition e</c>: a part of the type of the environment e.</summary>
    private Type BindPart(string name, AppliedTypeSyntax syntax)
    {
        if (syntax.Arguments is [NamedTypeSyntax { Unit: null } value] && names.Find(NameKind.Value, value.Name.Text) is { } symbol)
        {
            var type = inference.Instantiate(symbol.Scheme, syntax.Span).Type;
            for (var known = inference.Resolve(type); ; known = ((FunctionType)known).Result)
            {
                if (known is AppliedType { Constructor: LanguageTypes.Environment } environment)
                    return EnvironmentTypes.PartOf(environment, name);
                if (known is not FunctionType)
                    break;
            }
        }

        return Wrong(syntax.Span, $"`{name}` is followed by the name of an environment above.", $"write `let world = environment {{ ... }}`, then `{name} world`.");
    }

    private RecordType BindRecord(RecordTypeSyntax syntax)
    {
        var fields = new List<FieldType>();
        foreach (var field in syntax.Fields)
        {
            if (fields.Any(f => f.Name == field.Name.Text))
                Diagnostics.Report(NameDiagnostics.FieldTwice, field.Name.Span, $"The field `{field.Name.Text}` is declared twice.");
            else
                fields.Add(new FieldType(field.Name.Text, Bind(field.Type)) { Default = BindDefault(field) });
        }

        return new RecordType(null, fields.ToEquatableList());
    }

    private ExactDecimal? BindDefault(FieldTypeSyntax field)
    {
        switch (field.Default)
        {
            case null:
                return null;
            case NumberExpression number:
                return number.Value;
            default:
                Diagnostics.Report(
                    TypeDiagnostics.Default,
                    field.Default.Span,
                    $"The default of the field `{field.Name.Text}` must be a number.");
                return null;
        }
    }

    private Type Wrong(TextSpan span, string message, string? fix)
    {
        Diagnostics.Report(TypeDiagnostics.TypeArguments, span, message, fix);
        return ErrorType.Instance;
    }
}
