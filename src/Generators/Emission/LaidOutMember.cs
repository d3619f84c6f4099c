using System.Text;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A member of a class as it stands in a file, but for the directives that lead into the spec: these change when the spec's lines move.</summary>
internal sealed class LaidOutMember
{
    private readonly List<string> _texts = [];
    private readonly List<LineMap.Mark> _marks = [];

    private LaidOutMember()
    {
    }

    /// <summary>The places of the directives, one between each two neighbouring texts.</summary>
    public IReadOnlyList<LineMap.Mark> Marks => _marks;

    /// <summary>The length of all but the directives.</summary>
    public int Length { get; private set; }

    /// <summary>The member, a level further in and without white space at the ends of lines.</summary>
    public static LaidOutMember Of(string member)
    {
        var laidOut = new LaidOutMember();
        var text = new StringBuilder(member.Length + (member.Length / 8));
        var lines = Method.Indent(member.TrimEnd('\n')).Split('\n').Select(line => line.TrimEnd(' '));
        foreach (var (line, mark) in LineMap.Pieces(string.Join("\n", lines)))
        {
            if (mark is { } place)
            {
                laidOut.Add(text.ToString());
                laidOut._marks.Add(place);
                text.Clear();
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }

        laidOut.Add(text.ToString());
        return laidOut;
    }

    /// <param name="next">The number of the member's first directive; then that of the next member's.</param>
    public void AppendTo(StringBuilder text, IReadOnlyList<string> directives, ref int next)
    {
        for (var i = 0; i < _texts.Count; i++)
        {
            text.Append(_texts[i]);
            if (i < _marks.Count)
                text.Append(directives[next++]).Append('\n');
        }
    }

    private void Add(string text)
    {
        _texts.Add(text);
        Length += text.Length;
    }
}
