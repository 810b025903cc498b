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
    [InlineData(UpdateCourse.FailsInProbation, UpdateState.RolledBack, "before-move-Activating", "after-pointer", "before-move-RollingBack", "after-move-RolledBack")]
    [InlineData(
        UpdateCourse.AgreesInShadow,
        UpdateState.Committed,
        "before-publish",
        "before-move-Shadow",
        "after-move-Shadow",
        "before-shadow",
        "after-shadow",
        "before-move-WaitingWindow",
        "before-move-Activating",
        "after-pointer",
        "after-move-Committed")]
    [InlineData(
        UpdateCourse.DisagreesInShadow,
        UpdateState.Quarantined,
        "before-move-Shadow",
        "after-move-Shadow",
        "before-shadow",
        "after-shadow",
        "before-move-Quarantined",
        "after-move-Quarantined")]
    public async Task EveryPoint_EndsThere_AndTheUpdateComesToItsEnd(UpdateCourse course, UpdateState end, params string[] named)
    {
        List<string> points = await PointsAsync(course);
        Assert.All(named, point => Assert.Contains(point, points));

        // Before the first that is named the courses are one: the longest of them begins at its beginning.
        for (int index = course == UpdateCourse.AgreesInShadow ? 0 : points.IndexOf(named[0]); index < points.Count; index++)
        {
            await EndAtAsync(index, points[index], course, end);
        }
    }

    /// <summary>A disk that is full at a write, and has room again later.</summary>
    [Fact]
    public async Task DiskFull_AtEachWrite_TheUpdateComesToItsEnd()
    {
        const int noSpace = 28;
        List<string> points = await PointsAsync(UpdateCourse.AgreesInShadow);
        for (int index = 0; index < points.Count; index++)
        {
            await using UpdateFixture fixture = await StartAsync(UpdateCourse.AgreesInShadow);
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

    private static async Task<List<string>> PointsAsync(UpdateCourse course)
    {
        var points = new List<string>();
        await using UpdateFixture fixture = await StartAsync(course);
        using Device device = fixture.Device(points.Add);
        await device.CheckAsync();
        await device.RunAsync();
        return points;
    }

    private static async Task EndAtAsync(int index, string point, UpdateCourse course, UpdateState end)
    {
        await using UpdateFixture fixture = await StartAsync(course);
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

        Assert.True(update.State == end, $"{point}: {update.State}, {update.Reason}");
        Assert.Equal(end == UpdateState.Committed ? "2.0.0" : "1.0.0", again.Serves());
    }

    private static async Task<UpdateFixture> StartAsync(UpdateCourse course)
    {
        UpdateFixture fixture = await UpdateFixture.StartAsync();
        using (Device device = fixture.Device())
        {
            fixture.InstallFirst(device);
        }

        fixture.Operations.Shadow = course is UpdateCourse.AgreesInShadow or UpdateCourse.DisagreesInShadow ? UpdateFixture.Plan : null;
        fixture.Runtime.Studies.AddRange([UpdateFixture.Same, course == UpdateCourse.DisagreesInShadow ? UpdateFixture.Other : UpdateFixture.Same]);
        fixture.Operations.Offer("2.0.0");
        fixture.Runtime.Records["2.0.0"] = course == UpdateCourse.FailsInProbation ? new ServingRecord(10, 9, 100) : UpdateFixture.Good;
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
