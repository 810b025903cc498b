using System.Globalization;
using System.Text;
using Edge.Ctl.Repo.Serve;
using Edge.Mqtt;
using Edge.Runtime.Tests;

namespace Edge.Ctl.Tests.Repo;

public sealed class RequestQueueTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly RequestQueue _queue;

    public RequestQueueTests() => _queue = new RequestQueue(_time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_OneDeviceFloods_TheOthersHaveTheirTurn_AndItsNewestAreKept()
    {
        for (int number = 1; number <= 1000; number++)
        {
            _queue.Add(Request("loud", number));
        }

        _queue.Add(Request("quiet", 1));

        MqttMessage loud = await _queue.TakeAsync(Cancelled);
        Assert.Equal(("loud", "997"), (loud.Topic, Text(loud)));
        MqttMessage quiet = await _queue.TakeAsync(Cancelled);
        Assert.Equal("quiet", quiet.Topic);
        Assert.Equal(1000 - RequestQueue.RequestsMax, _queue.Dropped);

        // One at a time goes to a device.
        Task<MqttMessage> next = _queue.TakeAsync(Cancelled);
        Assert.False(next.IsCompleted);
        _queue.Done(loud, 0);
        Assert.Equal("998", Text(await next));
    }

    [Fact]
    public async Task Take_MoreThanTheRateOfADevice_WaitsForIt_AndNobodyElseDoes()
    {
        _queue.Add(Request("loud", 1));
        MqttMessage loud = await _queue.TakeAsync(Cancelled);
        _queue.Add(Request("loud", 2));
        _queue.Done(loud, 2 * RequestQueue.RateMaxBytesPerSecond);

        Task<MqttMessage> next = _queue.TakeAsync(Cancelled);
        Assert.False(next.IsCompleted);
        _queue.Add(Request("quiet", 1));
        Assert.Equal("quiet", (await next).Topic);

        next = _queue.TakeAsync(Cancelled);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2", Text(await next));
    }

    [Fact]
    public void Add_MoreDevicesThanThereAre_IsDropped()
    {
        for (int device = 0; device < RequestQueue.DevicesMax + 5; device++)
        {
            _queue.Add(Request($"device-{device.ToString(CultureInfo.InvariantCulture)}", 1));
        }

        Assert.Equal(5, _queue.Dropped);
    }

    public void Dispose() => _queue.Dispose();

    private static MqttMessage Request(string topic, int number) => new(topic, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), Retain: false);

    private static string Text(MqttMessage message) => Encoding.ASCII.GetString(message.Payload.Span);
}
