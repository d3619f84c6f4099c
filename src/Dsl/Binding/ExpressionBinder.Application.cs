using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Application in all its spellings: <c>f x</c>, <c>x |&gt; f</c>, <c>f &gt;&gt; g</c>, <c>f a -&gt; b over t</c>.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression InferApplication(ApplicationExpression application, Scope scope, Type? hint)
    {
        var arguments = new List<Expression>();
        Expression head = application;
        while (head is ApplicationExpression inner)
        {
            arguments.Insert(0, inner.Argument);
            head = inner.Function;
        }

        return Apply(Infer(head, scope), arguments, scope, hint);
    }

    private BoundExpression InferTransition(TransitionExpression transition, Scope scope, Type? hint)
    {
        var arguments = new List<Expression> { transition.From, transition.To };
        if (transition.Over is { } over)
            arguments.Add(over);
        return Apply(Infer(transition.Function, scope), arguments, scope, hint) with { Span = transition.Span };
    }

    /// <summary>
    /// Applies a function to its arguments in order. The result that is hoped for is tried first, so that it informs the arguments.
    /// </summary>
    private BoundExpression Apply(BoundExpression function, IReadOnlyList<Expression> arguments, Scope scope, Type? hint)
    {
        if (hint is not null && inference.Head(hint) is not (ScheduleType or VariableType or ErrorType)
            && ResultAfter(function.Type, arguments.Count) is { } result)
            inference.Solver.TryUnify(hint, result);
        var applied = function;
        for (var i = 0; i < arguments.Count; i++)
        {
            var span = function.Span.Union(arguments[i].Span);
            switch (inference.Head(applied.Type))
            {
                case FunctionType f:
                    applied = new BoundApplication(applied, Check(arguments[i], f.Parameter, scope), f.Result, span);
                    break;
                case VariableType v when inference.Solver.IsUnknown(v):
                    var argument = Infer(arguments[i], scope);
                    var value = inference.Fresh();
                    inference.Unify(v, new FunctionType(argument.Type, value), function.Span);
                    applied = new BoundApplication(applied, argument, value, span);
                    break;
                case ErrorType:
                    Infer(arguments[i], scope);
                    applied = new BoundError(span);
                    break;
                default:
                    ReportNotApplicable(function, applied, i, arguments[i]);
                    applied = new BoundError(span);
                    break;
            }
        }

        return applied;
    }

    private Type? ResultAfter(Type type, int arguments)
    {
        for (; arguments > 0; arguments--)
        {
            if (inference.Head(type) is not FunctionType function)
                return null;
            type = function.Result;
        }

        return type;
    }

    private void ReportNotApplicable(BoundExpression function, BoundExpression applied, int given, Expression argument)
    {
        var name = function is BoundName { Symbol: var symbol } ? $"`{symbol.Name}`" : "This";
        if (given == 0)
            Diagnostics.Report(
                TypeDiagnostics.NotAFunction,
                function.Span,
                $"{name} is {TypeNames.Of(inference.Resolve(applied.Type))}, not a function, but it is given an argument.");
        else
            Diagnostics.Report(
                TypeDiagnostics.TooManyArguments,
                argument.Span,
                $"{name} takes {Words.Count(given, "argument")}, but here it is given more: "
                    + $"its result is {TypeNames.Of(inference.Resolve(applied.Type))}.");
    }

    private BoundExpression InferPipe(BinaryExpression pipe, Scope scope, Type? hint)
    {
        var value = Infer(pipe.Left, scope);
        var function = Infer(pipe.Right, scope, new FunctionType(value.Type, hint ?? inference.Fresh()));
        switch (inference.Head(function.Type))
        {
            case FunctionType f:
                return new BoundApplication(function, Coerce(value, f.Parameter), f.Result, pipe.Span);
            case ErrorType:
                return new BoundError(pipe.Span);
            default:
                var result = inference.Fresh();
                return inference.Unify(new FunctionType(value.Type, result), function.Type, pipe.Right.Span)
                    ? new BoundApplication(function, value, result, pipe.Span)
                    : new BoundError(pipe.Span);
        }
    }

    /// <summary><c>f &gt;&gt; g</c> is <c>fun x -&gt; g (f x)</c>.</summary>
    private BoundExpression InferComposition(BinaryExpression composition, Scope scope)
    {
        var (from, middle, to) = (inference.Fresh(), inference.Fresh(), inference.Fresh());
        var first = Check(composition.Left, new FunctionType(from, middle), scope);
        var second = Check(composition.Right, new FunctionType(middle, to), scope);
        var symbol = Local("x", composition.OperatorSpan, from);
        var inner = new BoundApplication(first, new BoundName(symbol, from, composition.OperatorSpan), middle, composition.Left.Span);
        return new BoundLambda(
            ImmutableArray.Create<BoundPattern>(new BoundNamePattern(symbol, from, composition.OperatorSpan)),
            new BoundApplication(second, inner, to, composition.Span),
            new FunctionType(from, to),
            composition.Span);
    }

    /// <summary>
    /// Applies a function that the language itself calls by a reserved word, declared in the prelude under that word in back-quotes.
    /// </summary>
    private BoundExpression ApplyWord(string word, TextSpan span, params BoundExpression[] arguments)
    {
        var symbol = names.Find(NameKind.Value, word) ?? throw new InvalidOperationException($"The prelude does not declare ``{word}``.");
        BoundExpression applied = Use(symbol, span);
        foreach (var argument in arguments)
        {
            var function = (FunctionType)inference.Resolve(applied.Type);
            applied = new BoundApplication(applied, Coerce(argument, function.Parameter), function.Result, span);
        }

        return applied;
    }
}
