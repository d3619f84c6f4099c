using System.Runtime.InteropServices;
using MLSpec.Runtime.Native;
using TorchSharp;

namespace MLSpec.Runtime.Tests.Native;

public class TorchTests
{
    [Fact]
    public void Computes()
    {
        using var two = torch.ones(2, 3).mm(torch.ones(3, 2));
        Assert.Equal(12, two.sum().item<float>());
    }

    [Theory]
    [InlineData("gpu", "expected cpu, cuda or cuda:N")]
    [InlineData("cuda:-1", "Unknown device 'cuda:-1'")]
    [InlineData("cuda:", "Unknown device 'cuda:'")]
    [InlineData("cdua", "Did you mean 'cuda'?")]
    public void AnUnknownDeviceIsRefused(string device, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserError>(() => Torch.Start(new(device))).Message, StringComparison.Ordinal);

    [Fact]
    public void CudaIsRefusedWhereThereIsNone()
    {
        if (!NativeLoader.HasCuda)
            Close.Refused("the CPU build of libtorch is loaded", () => Torch.Start(new("cuda")));
    }

    /// <summary>As native code sees it: .NET's own copy of the environment is not what libgomp reads.</summary>
    [Fact]
    public void IdleOpenMpThreadsSleep()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "passive",
                Marshal.PtrToStringUTF8(GetEnv("OMP_WAIT_POLICY")));
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetEnv([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [Fact]
    public void ThreadsAreSet()
    {
        Assert.Equal(1, torch.get_num_threads());
        Assert.Throws<UserError>(() => Torch.Start(new(Threads: 0)));
    }
}
