using System.Text;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A generated file with what it was put together from.</summary>
/// <param name="Directives">The directives that lead into the spec, in order.</param>
internal sealed record LaidOutFile(string Head, IReadOnlyList<LaidOutMember> Members, IReadOnlyList<string> Directives, GeneratedFile File)
{
    private const string _tail = "}\n";

    /// <summary>Puts a file together; the same as before where nothing in it has changed and nothing has moved.</summary>
    public static LaidOutFile Of(string role, string head, IReadOnlyList<LaidOutMember> members, LineMap lines, LaidOutFile? previous)
    {
        var directives = members.SelectMany(m => m.Marks).Select(lines.Directive).ToList();
        if (previous is not null && previous.Head == head && previous.Members.SequenceEqual(members) && previous.Directives.SequenceEqual(directives))
            return previous;
        var text = new StringBuilder(head, head.Length + members.Sum(m => m.Length) + directives.Sum(d => d.Length) + 16);
        var next = 0;
        for (var i = 0; i < members.Count; i++)
        {
            text.Append(i == 0 ? "" : "\n");
            members[i].AppendTo(text, directives, ref next);
        }

        return new LaidOutFile(head, members, directives, new GeneratedFile(role, text.Append(_tail).ToString()));
    }
}
