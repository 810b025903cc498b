using Edge.Contracts;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests;

/// <summary>
/// The agent ends before and after every durable act of an update, one after another: each time it starts again, what serves is a whole release, and the
/// update comes to its end.
/// </summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryPoint_EndsThere_AndTheUpdateComesToItsEnd(bool isGood)
    {
        List<string> points = await PointsAsync(isGood);
        Assert.Contains("before-move-Activating", points);
        Assert.Contains("after-pointer", points);
        Assert.Contains("before-publish", points);
        Assert.Contains(isGood ? "after-move-Committed" : "after-move-RolledBack", points);

        for (int index = 0; index < points.Count; index++)
        {
            await EndAtAsync(index, points[index], isGood);
        }
    }

    /// <summary>A disk that is full at a write, and has room again later.</summary>
    [Fact]
    public async Task DiskFull_AtEachWrite_TheUpdateComesToItsEnd()
    {
        const int noSpace = 28;
        List<string> points = await PointsAsync(isGood: true);
        for (int index = 0; index < points.Count; index++)
        {
            await using UpdateFixture fixture = await StartAsync(isGood: true);
            int passed = 0;
            using (Device device = fixture.Device(_ =>
            {
                if (passed++ == index)
                {
                    throw new IOException("No space left on device", noSpace);
                }
            }))
            {
                try
                {
                    if (await device.CheckAsync() is null)
                    {
                        await device.RunAsync();
                    }
                }
                catch (IOException)
                {
                    // The journal itself could not be written: the agent ends, and is started again.
                }

                Assert.True(device.Serves() is "1.0.0" or "2.0.0", points[index]);
            }

            using Device again = fixture.Device();
            await again.CheckAsync();
            UpdateRow update = await again.RunAsync();
            Assert.True(update.State == UpdateState.Committed, $"{points[index]}: {update.State}, {update.Reason}");
            Assert.Equal("2.0.0", again.Serves());
        }
    }

    private static async Task<List<string>> PointsAsync(bool isGood)
    {
        var points = new List<string>();
        await using UpdateFixture fixture = await StartAsync(isGood);
        using Device device = fixture.Device(points.Add);
        await device.CheckAsync();
        await device.RunAsync();
        return points;
    }

    private static async Task EndAtAsync(int index, string point, bool isGood)
    {
        await using UpdateFixture fixture = await StartAsync(isGood);
        int passed = 0;
        using (Device device = fixture.Device(_ =>
        {
            if (passed++ == index)
            {
                throw new SimulatedEndException();
            }
        }))
        {
            await Assert.ThrowsAsync<SimulatedEndException>(async () =>
            {
                await device.CheckAsync();
                await device.RunAsync();
            });
        }

        using Device again = fixture.Device();
        Assert.True(again.Serves() is "1.0.0" or "2.0.0", point);
        await again.CheckAsync();
        UpdateRow update = await again.RunAsync();

        Assert.True(update.State == (isGood ? UpdateState.Committed : UpdateState.RolledBack), $"{point}: {update.State}, {update.Reason}");
        Assert.Equal(isGood ? "2.0.0" : "1.0.0", again.Serves());
    }

    private static async Task<UpdateFixture> StartAsync(bool isGood)
    {
        UpdateFixture fixture = await UpdateFixture.StartAsync();
        using (Device device = fixture.Device())
        {
            fixture.InstallFirst(device);
        }

        fixture.Operations.Offer("2.0.0");
        fixture.Runtime.Records["2.0.0"] = isGood ? UpdateFixture.Good : new ServingRecord(10, 9, 100);
        return fixture;
    }

    private sealed class SimulatedEndException : Exception
    {
        public SimulatedEndException()
        {
        }

        public SimulatedEndException(string message)
            : base(message)
        {
        }

        public SimulatedEndException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}
