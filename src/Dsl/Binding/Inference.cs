using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// The inference of one file: unification with messages, constraints that wait, generalisation and its undoing at each use.
/// </summary>
internal sealed class Inference(DiagnosticBag diagnostics)
{
    private readonly List<Type> _literals = [];
    private List<Constraint> _pending = [];

    public Solver Solver { get; } = new();

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public Type Fresh() => Solver.FreshType();

    public Type FreshFloat() => new FloatType(Solver.FreshUnit());

    /// <summary>The type of an integer literal: a float, an int, a label or a dimension, as its use will show.</summary>
    public Type FreshLiteral(Literal literal)
    {
        var type = Solver.FreshType(literal);
        _literals.Add(type);
        return type;
    }

    public Type Resolve(Type type) => Solver.Resolve(type);

    /// <summary>The type with what is known of its outermost constructor, after a look at the constraints that wait.</summary>
    public Type Head(Type type)
    {
        var resolved = Solver.Resolve(type);
        if (!Solver.IsUnknown(resolved) || _pending.Count == 0)
            return resolved;
        SolvePending();
        return Solver.Resolve(type);
    }

    /// <summary>Makes two types equal; reports and returns false where that cannot be.</summary>
    public bool Unify(Type expected, Type actual, TextSpan span)
    {
        if (Solver.Unify(expected, actual) is not { } mismatch)
            return true;
        Report(mismatch, expected, actual, span);
        return false;
    }

    public void Report(Mismatch mismatch, Type expected, Type actual, TextSpan span) =>
        MismatchMessages.Report(Diagnostics, mismatch, Shown(expected), Shown(actual), span);

    /// <summary>The type as messages show it: a literal that is not settled yet is an int.</summary>
    public Type Shown(Type type)
    {
        var resolved = Resolve(type);
        var settled = TypeVariables.Of(resolved)
            .Where(v => v.Kind == VariableKind.Type)
            .Select(v => (v.Id, Literal: Solver.LiteralOf(new VariableType(v.Id))))
            .Where(v => v.Literal is not null)
            .Aggregate(Instantiation.Empty, (known, v) => known.With(v.Id, new IntType(v.Literal!.Unit)));
        return settled.Map(resolved);
    }

    public void Require(Constraint constraint)
    {
        if (!constraint.TrySolve(this))
            _pending.Add(constraint);
    }

    /// <summary>The type of a use of a scheme, and what its variables stand for there.</summary>
    public (Type Type, Instantiation? Instantiation) Instantiate(TypeScheme scheme, TextSpan span)
    {
        if (!scheme.IsPolymorphic)
            return (scheme.Body, null);
        var instantiation = Instantiation.Empty;
        foreach (var variable in scheme.Variables)
        {
            instantiation = variable.Kind switch
            {
                VariableKind.Type => instantiation.With(variable.Id, variable.Literal is { } literal ? FreshLiteral(literal) : Fresh()),
                VariableKind.Unit => instantiation.With(variable.Id, Solver.FreshUnit()),
                VariableKind.Dimension => instantiation.With(variable.Id, Solver.FreshDimension()),
                _ => instantiation.With(variable.Id, new[] { Solver.FreshRow() }.ToEquatableList()),
            };
        }

        var type = instantiation.Map(scheme.Body);
        foreach (var constraint in scheme.Constraints)
            Require((Constraint)constraint.Map(instantiation, span));
        return (type, instantiation);
    }

    /// <summary>Generalises over the variables made since the level was entered, with the constraints that concern them.</summary>
    public TypeScheme Generalise(Type type)
    {
        SolvePending();
        var reachable = Reachable(type);
        DefaultWhere(
            c => IsInner(c) && !c.Types.SelectMany(t => TypeVariables.Of(Resolve(t))).Any(v => reachable.Contains(v.Id)), reachable);
        reachable = Reachable(type);
        var kept = _pending
            .Where(c => c.Types.SelectMany(t => TypeVariables.Of(Resolve(t))).Any(v => IsInner(v.Id) && reachable.Contains(v.Id))).ToList();
        var bound = new HashSet<int>(kept.SelectMany(c => c.Types).SelectMany(t => TypeVariables.Of(Resolve(t))).Select(v => v.Id));
        DefaultLiterals(l => IsInner(l) && !bound.Contains(((VariableType)l).Id));

        var body = Resolve(type);
        var constraints = kept.Select(c => c.Map(Solver.Findings, c.Span)).ToImmutableArray();
        var variables = TypeVariables.Of([body, .. constraints.SelectMany(c => c.Types)])
            .Where(v => IsInner(v.Id))
            .Select(v => new SchemeVariable(v.Id, v.Kind, v.Kind == VariableKind.Type ? Solver.LiteralOf(new VariableType(v.Id)) : null))
            .ToImmutableArray();
        _pending = _pending.Except(kept).ToList();
        var general = new HashSet<int>(variables.Select(v => v.Id));
        _literals.RemoveAll(l => Resolve(l) is VariableType v && general.Contains(v.Id));
        return new TypeScheme(variables, constraints, body);
    }

    /// <summary>Decides everything that still waits, by defaults where nothing else tells.</summary>
    public void Close()
    {
        SolvePending();
        DefaultWhere(_ => true, []);
        DefaultLiterals(_ => true);
        _literals.Clear();
    }

    public void SolvePending()
    {
        var before = int.MaxValue;
        while (_pending.Count > 0 && _pending.Count < before)
        {
            before = _pending.Count;
            var waiting = _pending;
            _pending = [];
            foreach (var constraint in waiting)
                Require(constraint);
        }
    }

    private bool IsInner(int id) => Solver.LevelOf(id) >= Solver.Level;

    private bool IsInner(Type literal) => literal is VariableType v && IsInner(v.Id);

    private bool IsInner(Constraint constraint) => constraint.Types.SelectMany(t => TypeVariables.Of(Resolve(t))).All(v => IsInner(v.Id));

    /// <summary>The variables of the type, and those that a waiting constraint ties to them.</summary>
    private HashSet<int> Reachable(Type type)
    {
        var reachable = new HashSet<int>(TypeVariables.Of(Resolve(type)).Select(v => v.Id));
        var rest = _pending.Select(c => c.Types.SelectMany(t => TypeVariables.Of(Resolve(t))).Select(v => v.Id).ToList()).ToList();
        var grows = true;
        while (grows)
        {
            var touched = rest.Where(ids => ids.Any(reachable.Contains)).ToList();
            rest = rest.Except(touched).ToList();
            grows = touched.Count > 0;
            foreach (var ids in touched)
                reachable.UnionWith(ids);
        }

        return reachable;
    }

    private void DefaultWhere(Func<Constraint, bool> applies, HashSet<int> kept)
    {
        while (_pending.FirstOrDefault(applies) is { } constraint)
        {
            _pending.Remove(constraint);
            constraint.Default(this);
            constraint.TrySolve(this);
            DefaultLiteralsOf(constraint, kept);
            SolvePending();
        }
    }

    private void DefaultLiteralsOf(Constraint constraint, HashSet<int> kept)
    {
        var ids = new HashSet<int>(constraint.Types.SelectMany(t => TypeVariables.Of(Resolve(t))).Select(v => v.Id).Except(kept));
        if (!constraint.TrySolve(this))
        {
            DefaultLiterals(l => ids.Contains(((VariableType)l).Id));
            constraint.TrySolve(this);
        }
    }

    private void DefaultLiterals(Func<Type, bool> applies)
    {
        foreach (var literal in _literals)
        {
            var resolved = Resolve(literal);
            if (Solver.LiteralOf(resolved) is { } known && applies(resolved))
                Solver.Unify(resolved, new IntType(known.Unit));
        }

        SolvePending();
    }
}
