namespace MLSpec.Runtime;

/// <summary>The ranges that a spec gives its parameters.</summary>
public static class Limits
{
    /// <summary>The value, if it is from <paramref name="low"/> to <paramref name="high"/>; either may be infinite.</summary>
    /// <param name="name">The parameter's name in the spec.</param>
    /// <exception cref="UserError">The value lies outside.</exception>
    public static double Within(string name, double value, double low, double high) =>
        value >= low && value <= high
            ? value
            : throw new UserError($"{name} is {Require.Text(value)}: expected a number from {Require.Text(low)} to {Require.Text(high)}.");

    /// <inheritdoc cref="Within(string, double, double, double)"/>
    public static int Within(string name, int value, int low, int high) => (int)Within(name, (double)value, low, high);
}
