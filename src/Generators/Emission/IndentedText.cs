using System.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Lines of C#, four spaces a level; several writers share one text.</summary>
internal sealed class IndentedText
{
    private readonly StringBuilder _text;
    private readonly string _indent;

    public IndentedText(int level)
        : this(new StringBuilder(), level)
    {
    }

    private IndentedText(StringBuilder text, int level)
    {
        _text = text;
        Level = level;
        _indent = new string(' ', 4 * level);
    }

    public int Level { get; }

    /// <summary>The same text, one level further in.</summary>
    public IndentedText Indented() => new(_text, Level + 1);

    /// <summary>Writes a line, or several separated by <c>\n</c>; preprocessor lines are not indented.</summary>
    public void Line(string line)
    {
        foreach (var part in line.Split('\n'))
        {
            if (part.Length > 0)
                _text.Append(part[0] == '#' ? "" : _indent).Append(part);
            _text.Append('\n');
        }
    }

    public override string ToString() => _text.ToString();
}
