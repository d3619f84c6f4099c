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

    public void Dispose() => Directory.Delete(_directory, recursive: true);

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

        public string Version { get; } = $"0.1.0-test.{Environment.ProcessId}.{Environment.TickCount64}";

        public string Folder { get; }

        public string Packages { get; }

        public void Dispose() => Directory.Delete(_directory, recursive: true);
    }
}
