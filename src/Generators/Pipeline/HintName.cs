using System.Globalization;
using System.Text;

namespace MLSpec.Generators;

/// <summary>Names of generated files, made from the specs' paths so that they are legal on every host whatever the paths hold.</summary>
internal static class HintName
{
    /// <summary>
    /// One name per path, in the order given: the path from the project's directory without its extension. Everything but ASCII letters, digits, <c>_</c>, <c>-</c> and inner dots
    /// becomes <c>+</c> and the code in hexadecimal, so that different paths keep different names; hosts compare the names without case, so paths that differ
    /// in case only get a number as well.
    /// </summary>
    public static IReadOnlyList<string> ForAll(IReadOnlyList<string> paths, string projectDirectory)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return paths.Select(path => Unique(Encode(SpecPath.Relative(path, projectDirectory)), taken)).ToArray();
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
            unique = name + "+" + number.ToString(CultureInfo.InvariantCulture);
        return unique;
    }

    private static string Encode(string relativePath)
    {
        var stem = relativePath.EndsWith(SpecPath.Extension, StringComparison.OrdinalIgnoreCase)
            ? relativePath.Substring(0, relativePath.Length - SpecPath.Extension.Length)
            : relativePath;
        return string.Join("/", stem.Split(['/'], StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty("+").Select(EncodeSegment));
    }

    private static string EncodeSegment(string segment)
    {
        var text = new StringBuilder();
        for (var i = 0; i < segment.Length; i++)
        {
            var character = segment[i];
            if (character is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or '-'
                || (character == '.' && i > 0 && i < segment.Length - 1))
                text.Append(character);
            else
                text.Append('+').Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
