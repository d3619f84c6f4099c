using System.Globalization;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary>Numbers, times and names for people.</summary>
internal static class Figures
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>To the minute, in coordinated universal time.</summary>
    public static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", _culture) + " UTC";

    /// <summary>At most two units: <c>0.25 s</c>, <c>12 s</c>, <c>3 min 5 s</c>, <c>2 h 10 min</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 10 => string.Create(_culture, $"{seconds:0.##} s"),
        < 60 => string.Create(_culture, $"{seconds:0} s"),
        < 3600 => string.Create(_culture, $"{Math.Floor(seconds / 60)} min {Math.Floor(seconds % 60)} s"),
        _ => string.Create(_culture, $"{Math.Floor(seconds / 3600)} h {Math.Floor(seconds % 3600 / 60)} min"),
    };

    /// <summary>In decimal units.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(_culture, $"{bytes} B"),
        < 1_000_000 => string.Create(_culture, $"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => string.Create(_culture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(_culture, $"{bytes / 1e9:0.#} GB"),
    };

    public static string Number(double value) => value.ToString("R", _culture);

    /// <summary>As many digits of an identity as people need.</summary>
    public static string Short(string identity) => identity[..Math.Min(12, identity.Length)];

    /// <summary>A fact's value; of a hash its first digits.</summary>
    public static string Fact(string value) => Facts.IsHash(value) ? Short(value) : value;

    public static string State(StoredCell cell) => cell.IsMeasured ? "measured" : "failed";
}
