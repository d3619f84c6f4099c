using System.Globalization;

namespace MLSpec.Runtime.Hosting;

/// <summary>A parameter of an experiment: how it is shown on the command line and in reports, read and replaced.</summary>
public abstract class Hyperparameter<TParams>(string name)
{
    /// <summary>The name in the spec; the option is <c>--NAME</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The doc comment.</summary>
    public string Doc { get; init; } = "";

    /// <summary>The unit's symbol.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What a value looks like, for the help page: <c>number</c>, <c>whole number</c>, ...</summary>
    internal abstract string Kind { get; }

    /// <summary>The accepted values in words; empty for all.</summary>
    internal abstract string Range { get; }

    /// <summary>The value as text that <see cref="With"/> reads back.</summary>
    internal abstract string Show(TParams parameters);

    /// <summary>The value with its unit, as in a spec.</summary>
    internal string Written(TParams parameters) => Unit.Length == 0 ? Show(parameters) : $"{Show(parameters)}<{Unit}>";

    /// <summary>The parameters with this one replaced.</summary>
    /// <exception cref="UserError">The text is not a value of the parameter.</exception>
    internal abstract TParams With(TParams parameters, string text);

    private protected UserError Wrong(string text, string expected) => new($"--{Name} {text}: expected {expected}");
}

/// <summary>Makes the descriptors of parameters.</summary>
public static class Hyperparameter
{
    /// <summary>A number in [low, high]; percentages and <c>_</c> between digits are read as in a spec.</summary>
    public static Hyperparameter<TParams> Number<TParams>(
        string name, Func<TParams, double> get, Func<TParams, double, TParams> with,
        double low = double.NegativeInfinity, double high = double.PositiveInfinity, string unit = "", string doc = "") =>
        new NumberParameter<TParams>(name, get, with, low, high) { Unit = unit, Doc = doc };

    /// <summary>A whole number in [low, high].</summary>
    public static Hyperparameter<TParams> Integer<TParams>(
        string name, Func<TParams, int> get, Func<TParams, int, TParams> with,
        int low = int.MinValue, int high = int.MaxValue, string unit = "", string doc = "") =>
        new IntegerParameter<TParams>(name, get, with, low, high) { Unit = unit, Doc = doc };

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static Hyperparameter<TParams> Flag<TParams>(
        string name, Func<TParams, bool> get, Func<TParams, bool, TParams> with, string doc = "") =>
        Choice<TParams>(name, ["false", "true"], p => get(p) ? "true" : "false", (p, text) => with(p, text == "true"), doc);

    /// <summary>One of several names.</summary>
    public static Hyperparameter<TParams> Choice<TParams>(
        string name, IReadOnlyList<string> names, Func<TParams, string> get, Func<TParams, string, TParams> with, string doc = "") =>
        new ChoiceParameter<TParams>(name, names, get, with) { Doc = doc };

    /// <summary>Any text.</summary>
    public static Hyperparameter<TParams> Text<TParams>(
        string name, Func<TParams, string> get, Func<TParams, string, TParams> with, string doc = "") =>
        new TextParameter<TParams>(name, get, with) { Doc = doc };

    private const NumberStyles Signed = NumberStyles.AllowLeadingSign;

    internal static bool TryNumber(string text, out double value)
    {
        var percent = text.EndsWith('%');
        var digits = (percent ? text[..^1] : text).Replace("_", "", StringComparison.Ordinal);
        var read = double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        if (percent)
            value = decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? (double)(exact / 100) : value / 100;
        return read;
    }

    /// <summary>A range in words; null where a side is open, and empty where both are.</summary>
    internal static string Between(string? low, string? high) => (low, high) switch
    {
        (not null, not null) => $"from {low} to {high}",
        (not null, null) => $"at least {low}",
        (null, not null) => $"at most {high}",
        _ => "",
    };

    internal static bool TryInteger(string text, out int value) =>
        int.TryParse(text.Replace("_", "", StringComparison.Ordinal), Signed, CultureInfo.InvariantCulture, out value);
}

internal sealed class NumberParameter<TParams>(
    string name, Func<TParams, double> get, Func<TParams, double, TParams> with, double low, double high) : Hyperparameter<TParams>(name)
{
    internal override string Kind => "number";

    internal override string Range => Hyperparameter.Between(double.IsFinite(low) ? Text(low) : null, double.IsFinite(high) ? Text(high) : null);

    internal override string Show(TParams parameters) => Text(get(parameters));

    internal override TParams With(TParams parameters, string text) =>
        !Hyperparameter.TryNumber(text, out var value) ? throw Wrong(text, "a number")
        : value < low || value > high ? throw Wrong(text, $"a number {Range}")
        : with(parameters, value);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

internal sealed class IntegerParameter<TParams>(
    string name, Func<TParams, int> get, Func<TParams, int, TParams> with, int low, int high) : Hyperparameter<TParams>(name)
{
    internal override string Kind => "whole number";

    internal override string Range => Hyperparameter.Between(low > int.MinValue ? Text(low) : null, high < int.MaxValue ? Text(high) : null);

    internal override string Show(TParams parameters) => Text(get(parameters));

    internal override TParams With(TParams parameters, string text) =>
        !Hyperparameter.TryInteger(text, out var value) ? throw Wrong(text, "a whole number")
        : value < low || value > high ? throw Wrong(text, $"a whole number {Range}")
        : with(parameters, value);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

internal sealed class ChoiceParameter<TParams>(
    string name, IReadOnlyList<string> names, Func<TParams, string> get, Func<TParams, string, TParams> with)
    : Hyperparameter<TParams>(name)
{
    internal override string Kind => "name";

    internal override string Range => $"one of {string.Join(", ", names)}";

    internal override string Show(TParams parameters) => get(parameters);

    internal override TParams With(TParams parameters, string text) =>
        names.Contains(text) ? with(parameters, text) : throw Wrong(text, $"{Range}.{Nearest.Hint(text, names)}".TrimEnd('.'));
}

internal sealed class TextParameter<TParams>(
    string name, Func<TParams, string> get, Func<TParams, string, TParams> with) : Hyperparameter<TParams>(name)
{
    internal override string Kind => "text";

    internal override string Range => "";

    internal override string Show(TParams parameters) => get(parameters);

    internal override TParams With(TParams parameters, string text) => with(parameters, text);
}
