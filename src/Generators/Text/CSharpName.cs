using System.Globalization;
using System.Text;

namespace MLSpec.Generators.Text;

/// <summary>
/// C# identifiers for the names of a spec. Every text yields exactly one legal identifier; different names may yield the same one (<c>a_b</c> and <c>aB</c>), which is for the
/// scope that declares them to sort out.
/// </summary>
public static class CSharpName
{
    private static readonly HashSet<string> _keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float "
        + "for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte "
        + "sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while").Split(' '),
        StringComparer.Ordinal);

    /// <summary>For types, members and properties: <c>learning_rate</c> becomes <c>LearningRate</c>, <c>x'</c> becomes <c>XPrime</c>.</summary>
    public static string Pascal(string name) => Start(Join(Words(name)));

    /// <summary>For locals and parameters: <c>learning_rate</c> becomes <c>learningRate</c>, <c>x'</c> becomes <c>xPrime</c>; a keyword gets an <c>@</c>.</summary>
    public static string Camel(string name)
    {
        var words = Words(name);
        if (words.Count > 0)
            words[0] = words[0].All(char.IsUpper) ? words[0].ToLowerInvariant() : char.ToLowerInvariant(words[0][0]) + words[0].Substring(1);
        var identifier = Start(Join(words));
        return _keywords.Contains(identifier) ? "@" + identifier : identifier;
    }

    /// <summary>The dotted name of a module's class, relative to the root namespace.</summary>
    public static string Module(string name) => string.Join(".", name.Split('.').Select(Pascal));

    /// <summary>A legal namespace for whatever a project is called (<c>my-app</c> becomes <c>my_app</c>); empty stays empty.</summary>
    public static string Namespace(string name) => name.Trim().Length == 0
        ? ""
        : string.Join(".", name.Trim().Split('.').Select(part =>
        {
            var identifier = Start(new string(part.Select(character => IsPart(character) ? character : '_').ToArray()));
            return _keywords.Contains(identifier) ? "@" + identifier : identifier;
        }));

    /// <summary>The parts between separators, each beginning with a capital; what no identifier can hold becomes a word <c>U</c> and its code.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character) || (IsPart(character) && character != '_'))
                word.Append(IsPart(character) ? character : '_');
            else
                Finish(character switch
                {
                    '_' or ' ' or '-' or '.' or '{' or '}' or '=' or ';' => null,
                    '\'' => "Prime",
                    _ => "U" + ((int)character).ToString("X4", CultureInfo.InvariantCulture),
                });
        }

        Finish(null);
        return words;

        void Finish(string? next)
        {
            if (word.Length > 0)
                words.Add(char.ToUpperInvariant(word[0]) + word.ToString(1, word.Length - 1));
            word.Clear();
            if (next is not null)
                words.Add(next);
        }
    }

    /// <summary>Digits of neighbouring words stay apart: <c>a_1_2</c> is not <c>a_12</c>.</summary>
    private static string Join(List<string> words)
    {
        var text = new StringBuilder();
        foreach (var word in words)
        {
            if (text.Length > 0 && char.IsDigit(text[text.Length - 1]) && char.IsDigit(word[0]))
                text.Append('_');
            text.Append(word);
        }

        return text.ToString();
    }

    private static string Start(string identifier) => identifier.Length > 0 && IsStart(identifier[0]) ? identifier : "_" + identifier;

    private static bool IsStart(char character) => character == '_' || CharUnicodeInfo.GetUnicodeCategory(character) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    private static bool IsPart(char character) => IsStart(character) || CharUnicodeInfo.GetUnicodeCategory(character) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
