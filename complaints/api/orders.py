"""What a shop's own system tells of its orders: put by number, as often as it likes."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.shapes import Shape
from accounts.api.views import Door
from accounts.scopes import Scope
from complaints.models import Order
from complaints.services.orders import keep_order
from complaints.states import Tier


class OrderIn(Shape):
    """The whole of what is known: what is left out is unknown from now on."""

    product = serializers.CharField(max_length=200, allow_blank=True)
    shop = serializers.CharField(max_length=100, default="", allow_blank=True)
    amount_cny = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, default=None, allow_null=True)
    placed_at = serializers.DateTimeField(default=None, allow_null=True)
    delivered_on = serializers.DateField(default=None, allow_null=True)
    delivery_address = serializers.CharField(max_length=500, default="", allow_blank=True)
    tier = serializers.ChoiceField(Tier.choices, default=Tier.REGULAR)


class OrderOut(serializers.ModelSerializer):
    """What was kept; the address is shown nowhere."""

    class Meta:
        model = Order
        fields = ("number", "product", "shop", "amount_cny", "placed_at", "delivered_on", "tier", "refreshed_at")
        read_only_fields = fields


class OrderDoor(Door):
    """Orders of a shop, told before anybody complains about them or after."""

    http_method_names = ["put"]
    serializer_class = OrderOut
    scopes = {"keep": Scope.ORDERS}

    @extend_schema(request=OrderIn, responses={200: OrderOut}, tags=["orders"])
    def keep(self, request, number):
        """Keep what is known of an order; open complaints about it are filled in where they lack something."""
        body = OrderIn(data=request.data)
        body.is_valid(raise_exception=True)
        order = keep_order(number, facts=dict(body.validated_data), by=request.user, now=timezone.now())
        return Response(OrderOut(order).data)
