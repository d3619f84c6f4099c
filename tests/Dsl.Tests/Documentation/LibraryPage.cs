using System.Text;
using MLSpec.Dsl.Prelude;

namespace MLSpec.Dsl.Tests.Documentation;

/// <summary><c>docs/library.md</c> from the library's own types and doc comments.</summary>
internal static class LibraryPage
{
    private const string Intro =
        """
        # The library

        Modules that come with the compiler. A spec sees the names of one when it says `open` and the module's name; unlike [the prelude](prelude.md), they stand in nobody's way. They are written in
        MLSpec: a world that differs from these is a copy with other lines.

        This page is made from the doc comments in `src/Dsl/Library`.

        """;

    public static string Text()
    {
        var text = new StringBuilder(Intro);
        foreach (var module in Library.Names.Select(name => Library.Find(name)!))
            text.Append($"\n## open {module.Name}\n\n{module.Documentation}\n\n{PreludePage.Entries(module)}");
        return text.ToString();
    }
}
