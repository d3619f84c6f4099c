using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Runtime;

namespace MLSpec.Verification.VnnLib;

/// <summary>
/// Reads the part of VNN-LIB that the verification competition uses: real constants <c>X_i</c> and <c>Y_j</c>, and assertions of
/// <c>&lt;=</c>, <c>&gt;=</c> and <c>=</c> between linear terms, joined by <c>and</c> and <c>or</c>. All assertions together describe the
/// unsafe points.
/// </summary>
/// <remarks>S. Demarchi, D. Guidotti, L. Pulina, A. Tacchella, "Supporting standardization of neural networks verification with VNN-LIB and
/// CoCoNet", FoMLAS 2023.</remarks>
public static class VnnLibReader
{
    /// <summary>Reads a file: see <see cref="Read"/>.</summary>
    public static Property ReadFile(string path) => Read(File.ReadAllText(path), Path.GetFileName(path));

    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="UserError">Something in it is wrong or not supported: the message names line and column.</exception>
    public static Property Read(string text, string name) => new Reader(name).Read(text);

    private sealed class Reader(string name)
    {
        private readonly HashSet<Variable> _declared = [];

        public Property Read(string text)
        {
            var assertions = new List<Formula>();
            foreach (var statement in SExpressionReader.Read(text, Error))
            {
                switch (statement)
                {
                    case { Head: "declare-const", Items: [_, Word variable, Word { Text: "Real" }] }:
                        Declare(variable);
                        break;
                    case { Head: "declare-fun", Items: [_, Word variable, Bracket { Items.Count: 0 }, Word { Text: "Real" }] }:
                        Declare(variable);
                        break;
                    case { Head: "assert", Items: [_, var formula] }:
                        assertions.Add(FormulaOf(formula));
                        break;
                    default:
                        throw Error(
                            statement.Place, $"'{statement}' is not read here; expected (declare-const X_0 Real) or (assert ..)");
                }
            }

            var (inputs, outputs) = (Count(isInput: true), Count(isInput: false));
            var cases = NormalForm.Of(new Conjunction([.. assertions]))
                ?? throw Error(new Place(1, 1), "its disjunctions combine to more than 100,000 cases");
            return new Property(inputs, outputs, [.. cases.Select(c => CaseOf(c, inputs, outputs)).OfType<UnsafeCase>()]);
        }

        private void Declare(Word word)
        {
            var variable = VariableOf(word) ?? throw Error(word.Place, $"'{word}' is no name of an input X_i or an output Y_j");
            if (!_declared.Add(variable))
                throw Error(word.Place, $"{word} is declared twice");
        }

        private static Variable? VariableOf(Word word) =>
            word.Text is ['X' or 'Y', '_', ..]
            && int.TryParse(word.Text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? new Variable(word.Text[0] == 'X', index)
                : null;

        private int Count(bool isInput)
        {
            var indices = _declared.Where(v => v.IsInput == isInput).Select(v => v.Index).Order().ToList();
            for (var i = 0; i < indices.Count; i++)
            {
                if (indices[i] != i)
                    throw Error(new Place(1, 1), $"{new Variable(isInput, i)} is not declared, but {new Variable(isInput, indices[i])} is");
            }

            return indices.Count > 0 ? indices.Count : throw Error(new Place(1, 1), $"no {new Variable(isInput, 0)} is declared");
        }

        private Formula FormulaOf(SExpression expression) => expression switch
        {
            Bracket { Head: "and", Items: [_, _, ..] items } => new Conjunction([.. items.Skip(1).Select(FormulaOf)]),
            Bracket { Head: "or", Items: [_, _, ..] items } => new Disjunction([.. items.Skip(1).Select(FormulaOf)], expression.Place),
            Bracket { Head: "<=", Items: [_, var x, var y] } => new Inequality(TermOf(x) - TermOf(y), expression.Place),
            Bracket { Head: ">=", Items: [_, var x, var y] } => new Inequality(TermOf(y) - TermOf(x), expression.Place),
            Bracket { Head: "=", Items: [_, var x, var y] } => new Conjunction(
            [
                new Inequality(TermOf(x) - TermOf(y), expression.Place), new Inequality(TermOf(y) - TermOf(x), expression.Place),
            ]),
            Bracket { Head: "<" or ">" } => throw Error(
                expression.Place, $"strict inequalities are not read; write {((Bracket)expression).Head}= instead"),
            _ => throw Error(
                expression.Place, $"'{expression}' is no assertion; expected (<= a b), (>= a b), (= a b), (and ..) or (or ..)"),
        };

        private LinearForm TermOf(SExpression expression)
        {
            switch (expression)
            {
                case Word word when VariableOf(word) is { } variable:
                    return _declared.Contains(variable) ? LinearForm.Of(variable) : throw Error(word.Place, $"{word} is not declared");
                case Word word:
                    return double.TryParse(word.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        && double.IsFinite(number)
                        ? LinearForm.Of(number)
                        : throw Error(word.Place, $"'{word}' is no number, no input X_i and no output Y_j");
                case Bracket { Head: "+", Items: [_, _, ..] items }:
                    return items.Skip(1).Select(TermOf).Aggregate((a, b) => a + b);
                case Bracket { Head: "-", Items: [_, var only] }:
                    return -1 * TermOf(only);
                case Bracket { Head: "-", Items: [_, _, _, ..] items }:
                    return items.Skip(1).Select(TermOf).Aggregate((a, b) => a - b);
                case Bracket { Head: "*", Items: [_, _, _, ..] items }:
                    return items.Skip(1).Select(TermOf).Aggregate((a, b) => a.IsConstant ? a.Constant * b
                        : b.IsConstant ? b.Constant * a
                        : throw Error(expression.Place, "a product of two variables is not linear"));
                default:
                    throw Error(expression.Place, $"'{expression}' is no term; expected a number, X_i, Y_j, (+ ..), (- ..) or (* ..)");
            }
        }

        /// <summary>The box of the inequalities that bound one input each, and a row for each other one; null where nothing fulfils
        /// them.</summary>
        private UnsafeCase? CaseOf(ImmutableArray<Inequality> inequalities, int inputs, int outputs)
        {
            var low = Enumerable.Repeat(double.NegativeInfinity, inputs).ToArray();
            var high = Enumerable.Repeat(double.PositiveInfinity, inputs).ToArray();
            var rows = ImmutableArray.CreateBuilder<UnsafeRow>();
            foreach (var (form, _) in inequalities)
            {
                if (form.IsConstant)
                {
                    if (form.Constant > 0)
                        return null;
                }
                else if (form.Factors.Count == 1 && form.Factors.Single() is { Key: { IsInput: true, Index: var i }, Value: var factor })
                {
                    var limit = -form.Constant / factor;
                    if (factor > 0)
                        high[i] = Math.Min(high[i], limit);
                    else
                        low[i] = Math.Max(low[i], limit);
                }
                else
                {
                    rows.Add(RowOf(form, inputs, outputs));
                }
            }

            for (var i = 0; i < inputs; i++)
            {
                var missing = double.IsInfinity(low[i]) ? "lower" : double.IsInfinity(high[i]) ? "upper" : null;
                if (missing is not null)
                    throw Error(
                        inequalities.IsEmpty ? new Place(1, 1) : inequalities[0].Place,
                        $"{new Variable(true, i)} has no {missing} bound in this case; every input needs both");
            }

            return low.Zip(high).Any(b => b.First > b.Second)
                ? null
                : new UnsafeCase(new InputBox([.. low], [.. high]), rows.ToImmutable());
        }

        private static UnsafeRow RowOf(LinearForm form, int inputs, int outputs)
        {
            var (ofInputs, ofOutputs) = (new double[inputs], new double[outputs]);
            foreach (var (variable, factor) in form.Factors)
                (variable.IsInput ? ofInputs : ofOutputs)[variable.Index] = factor;
            return new UnsafeRow([.. ofInputs], [.. ofOutputs], -form.Constant);
        }

        private UserError Error(Place place, string message) =>
            new(FormattableString.Invariant($"{name}({place.Line},{place.Column}): {message}."));
    }
}
