using System.Globalization;

namespace MLSpec.Runtime;

/// <summary>Checks of numbers that come from a spec or an option.</summary>
internal static class Require
{
    /// <summary>The number as it would stand in a spec.</summary>
    public static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
