using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Health;
using Microsoft.Extensions.Logging;

namespace Edge.Runtime.Tests.Health;

public sealed class ErrorLogTests
{
    [Fact]
    public void Add_MoreThanItHolds_KeepsTheNewest()
    {
        var errors = new ErrorLog();
        for (int number = 0; number < ErrorLog.Capacity + 5; number++)
        {
            errors.Add(new ErrorView(DateTimeOffset.UnixEpoch, "Inbox", number.ToString(CultureInfo.InvariantCulture)));
        }

        Assert.Equal(ErrorLog.Capacity, errors.Latest.Count);
        Assert.Equal("54", errors.Latest[0].Message);
        Assert.Equal("5", errors.Latest[^1].Message);
    }

    [Theory]
    [InlineData("Edge.Runtime.Inbox.StorageScp", "Inbox")]
    [InlineData("Microsoft.Hosting.Lifetime", "Microsoft")]
    [InlineData("Edge", "Edge")]
    public void Log_Error_IsKeptWithItsSlice(string category, string slice)
    {
        var errors = new ErrorLog();
        using var provider = new ErrorLogProvider(errors, new ManualTime());
        ILogger logger = provider.CreateLogger(category);
        logger.Log(LogLevel.Warning, default, "not this", null, static (text, _) => text);
        logger.Log(LogLevel.Error, default, "It broke.", new IOException("EIO"), static (text, _) => text);
        ErrorView error = Assert.Single(errors.Latest);
        Assert.Equal((slice, "It broke. (EIO)"), (error.Slice, error.Message));
        Assert.Equal(1, errors.Changes);
    }
}
