using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MLSpec.Generators.Tests;

/// <summary>What a stranger's project gets from the packages alone.</summary>
[Trait("Category", "Pack")]
public sealed class PackTests(PackTests.Feed feed) : IClassFixture<PackTests.Feed>, IDisposable
{
    private const string _spec = "/// About digits.\nmodule Digits\n\nparam radius = 0.1\n";

    private const string _program = """
        using MLSpec.Runtime.Native;

        Torch.Start();
        Console.WriteLine(typeof(Consumer.Digits).FullName);
        Console.WriteLine(TorchSharp.torch.ones(2, 3).sum().item<float>());
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("mlspec-consumer-").FullName;

    [Fact]
    public void One_package_reference_and_a_spec_make_a_program_that_runs()
    {
        Write("Consumer.csproj", Project());
        Write("Program.cs", _program);
        Write("specs/Digits.mlspec", _spec);

        var run = Command.Dotnet(_directory, "run");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("Consumer.Digits\n6\n", run.Output.Replace("\r", "", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_of_the_build_stands_in_the_spec()
    {
        Write("Consumer.csproj", Project());
        Write("Program.cs", _program);
        Write("Digits.mlspec", _spec);
        Write("specs/Twin.mlspec", "\nmodule Digits\n");

        var build = Command.Dotnet(_directory, "build", "--nologo");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains(Path.Combine("specs", "Twin.mlspec") + "(2,8): error MLS7003: the module `Digits` is declared by Digits.mlspec already. Fix: ", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Specs_are_left_alone_where_the_project_says_so()
    {
        Write("Consumer.csproj", Project("<EnableDefaultMLSpecItems>false</EnableDefaultMLSpecItems>"));
        Write("Program.cs", _program);
        Write("Digits.mlspec", _spec);

        Assert.Contains("error CS0246", Command.Dotnet(_directory, "build", "--nologo").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyzers_are_plain_and_those_compiled_ahead_lie_apart()
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed.Folder, $"MLSpec.{feed.Version}.nupkg"));
        var assemblies = package.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).ToDictionary(entry => entry.FullName, HoldsMachineCode);

        Assert.Contains("analyzers/dotnet/cs/MLSpec.Generators.dll", assemblies.Keys);
        Assert.All(assemblies, assembly => Assert.Equal(assembly.Key.StartsWith("tools/compiled-ahead/", StringComparison.Ordinal), assembly.Value));
        if (Feed.CompilesAhead)
            Assert.Equal(
                ["MLSpec.Dsl.dll", "MLSpec.Generators.dll", "Scriban.Signed.dll", "Sprache.dll"],
                assemblies.Keys.Where(name => name.StartsWith($"tools/compiled-ahead/{RuntimeInformation.RuntimeIdentifier}/", StringComparison.Ordinal)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_compiler_gets_what_was_compiled_for_its_machine()
    {
        Write("Consumer.csproj", Project());
        Assert.Equal(0, Command.Dotnet(_directory, "restore").ExitCode);
        var ahead = $"/tools/compiled-ahead/{RuntimeInformation.RuntimeIdentifier}/";
        const string plain = "/analyzers/dotnet/cs/";

        Assert.Contains(Feed.CompilesAhead ? ahead : plain, Generator(), StringComparison.Ordinal);
        Assert.Contains(plain, Generator("-p:MLSpecCompiledAhead=false"), StringComparison.Ordinal);
        Assert.Contains(plain, Generator("-p:NETCoreSdkPortableRuntimeIdentifier=plan9-x64"), StringComparison.Ordinal);

        string Generator(params string[] properties)
        {
            var build = Command.Dotnet(_directory, ["msbuild", "-t:Compile", "-getItem:Analyzer", "-p:SkipCompilerExecution=true", .. properties]);
            Assert.True(build.ExitCode == 0, build.Output);
            return JsonDocument.Parse(build.Output).RootElement.GetProperty("Items").GetProperty("Analyzer").EnumerateArray()
                .Select(item => item.GetProperty("FullPath").GetString()!.Replace('\\', '/')).Single(path => path.EndsWith("/MLSpec.Generators.dll", StringComparison.Ordinal));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static bool HoldsMachineCode(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var stream = entry.Open())
            stream.CopyTo(bytes);
        bytes.Position = 0;
        using var assembly = new PEReader(bytes);
        return assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Project(string properties = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NoWarn>$(NoWarn);NU1603</NoWarn>
            <RestoreAdditionalProjectSources>{feed.Folder}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>{feed.Packages}</RestorePackagesPath>
            <RestoreFallbackFolders>{Feed.MachinePackages}</RestoreFallbackFolders>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MLSpec" Version="{feed.Version}" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>The packages of this working tree, under a version that no other feed or cache has; only they are unpacked anew.</summary>
    public sealed class Feed : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("mlspec-feed-").FullName;

        public Feed()
        {
            Folder = Directory.CreateDirectory(Path.Combine(_directory, "feed")).FullName;
            Packages = Path.Combine(_directory, "packages");
            foreach (var project in new[] { "src/MLSpec", "src/Runtime" })
            {
                var pack = Command.Dotnet(
                    SpecSamples.RepositoryRoot, "pack", project, "--nologo", "--configuration", SpecSamples.Configuration, "--output", Folder, $"-p:PackageVersion={Version}");
                Assert.True(pack.ExitCode == 0, pack.Output);
            }
        }

        public static string MachinePackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        /// <summary>Whether this machine has what compiles ahead; without it a package has plain assemblies only.</summary>
        public static bool CompilesAhead { get; } = Directory.Exists(Path.Combine(MachinePackages, $"microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}"));

        public string Version { get; } = $"0.1.0-test.{Environment.ProcessId}.{Environment.TickCount64}";

        public string Folder { get; }

        public string Packages { get; }

        public void Dispose() => Directory.Delete(_directory, recursive: true);
    }
}
