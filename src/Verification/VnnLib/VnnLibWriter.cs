using System.Globalization;
using System.Text;

namespace MLSpec.Verification.VnnLib;

/// <summary>Writes a property as VNN-LIB; <see cref="VnnLibReader"/> reads it back as the same.</summary>
public static class VnnLibWriter
{
    /// <param name="about">A comment on top, perhaps of several lines.</param>
    public static string Write(Property property, string about)
    {
        var text = new StringBuilder();
        foreach (var line in about.Split('\n'))
            text.Append("; ").Append(line).Append('\n');
        Declare(text, 'X', property.InputCount);
        Declare(text, 'Y', property.OutputCount);
        if (property.Cases.Select(c => c.Box).Distinct().ToArray() is [var box])
        {
            foreach (var bound in Bounds(box))
                text.Append("(assert ").Append(bound).Append(")\n");
            Assert(text, property.Cases.Select(c => And(c.Rows.Select(Condition))));
        }
        else
        {
            Assert(text, property.Cases.Select(c => And(Bounds(c.Box).Concat(c.Rows.Select(Condition)))));
        }

        return text.ToString();
    }

    private static void Declare(StringBuilder text, char name, int count)
    {
        for (var i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"(declare-const {name}_{i} Real)\n");
    }

    /// <summary>A property without cases holds: what it asserts is false.</summary>
    private static void Assert(StringBuilder text, IEnumerable<string> cases)
    {
        var all = cases.ToArray();
        text.Append(all switch
        {
            [] => "(assert (<= 1 0))\n",
            [var single] => $"(assert {single})\n",
            _ => $"(assert (or\n    {string.Join("\n    ", all)}))\n",
        });
    }

    private static IEnumerable<string> Bounds(InputBox box) => Enumerable.Range(0, box.Count).SelectMany(i => new[]
    {
        FormattableString.Invariant($"(>= X_{i} {box.Low[i]:R})"), FormattableString.Invariant($"(<= X_{i} {box.High[i]:R})"),
    });

    private static string And(IEnumerable<string> conditions) => conditions.ToArray() switch
    {
        [] => "(<= 0 0)",
        [var single] => single,
        var several => $"(and {string.Join(" ", several)})",
    };

    private static string Condition(UnsafeRow row)
    {
        var terms = Terms('X', row.OfInputs).Concat(Terms('Y', row.OfOutputs)).ToList();
        // Two outputs that are compared, as the competition writes it.
        if (row.Limit == 0 && terms is [(1, var larger), (-1, var smaller)])
            return $"(<= {larger} {smaller})";
        if (row.Limit == 0 && terms is [(-1, var first), (1, var second)])
            return $"(>= {first} {second})";
        var sum = terms.Select(t => t.Factor == 1 ? t.Name : FormattableString.Invariant($"(* {t.Factor:R} {t.Name})")).ToList();
        return FormattableString.Invariant($"(<= {(sum is [var single] ? single : $"(+ {string.Join(" ", sum)})")} {row.Limit:R})");
    }

    private static IEnumerable<(double Factor, string Name)> Terms(char name, IEnumerable<double> factors) =>
        factors.Select((f, i) => (Factor: f, Name: FormattableString.Invariant($"{name}_{i}"))).Where(t => t.Factor != 0);
}
